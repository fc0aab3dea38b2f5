#!/bin/sh
# What stands beside the command does what it says: the units are accepted
# by systemd, the configurations by popfetch, and the rest by whom it is for.
set -u
: "${BUILD:?}" "${SOURCE:?}"
cd "$SOURCE/contrib" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
popfetch=$BUILD/popfetch/popfetch
HOME=$work/home
export HOME
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_RUNTIME_DIR
mkdir "$HOME"
count=0
failed=0

report() { # STATUS CLAIM [DIAGNOSTICS-FILE]
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		head -n 20 "${3:-/dev/null}" | sed 's/^/# /'
		failed=1
	fi
}
skip() { # CLAIM REASON
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# ---- systemd ----------------------------------------------------------------

# As installed: they name a popfetch that is there.
mkdir "$work/units"
for unit in systemd/*.service systemd/*.timer; do
	sed "s|/usr/bin/popfetch|$popfetch|" "$unit" >"$work/units/${unit##*/}"
done
grep -q "^ExecStart=$popfetch" "$work/units/popfetch.service" &&
	grep -q "^ExecStart=$popfetch -- %i\$" "$work/units/popfetch@.service"
report $? 'the units run popfetch, one of them for an account'

# A unit's own settings are judged, not whether a manual is installed here.
verify() { # WAY UNIT
	mkdir -p "$work/run"
	XDG_RUNTIME_DIR=$work/run systemd-analyze "$1" --man=no verify "$2" \
		>"$work/verified" 2>&1 && [ ! -s "$work/verified" ]
}
for unit in popfetch.service popfetch.timer popfetch@work.service \
	popfetch@work.timer; do
	for way in --system --user; do
		claim="systemd-analyze $way verify $unit"
		if ! command -v systemd-analyze >/dev/null 2>&1; then
			skip "$claim" 'no systemd-analyze here'
			continue
		fi
		case $unit in
		*@*) cp "$work/units/popfetch@.${unit##*.}" \
			"$work/units/$unit" ;;
		esac
		verify "$way" "$work/units/$unit"
		report $? "$claim" "$work/verified"
	done
done

claim='and would not accept a setting that it does not know'
if command -v systemd-analyze >/dev/null 2>&1; then
	sed 's/^ProtectSystem=/ProtectSistem=/' "$work/units/popfetch.service" \
		>"$work/units/wrong.service"
	! verify --user "$work/units/wrong.service"
	report $? "$claim" "$work/verified"
else
	skip "$claim" 'no systemd-analyze here'
fi

sed -n '/^\[Service\]/,$p' systemd/popfetch.service | grep -v '^ExecStart' \
	>"$work/all"
sed -n '/^\[Service\]/,$p' systemd/popfetch@.service | grep -v '^ExecStart' \
	>"$work/one"
cmp "$work/all" "$work/one" >"$work/differ" 2>&1
report $? 'both services are held by the same' "$work/differ"

# A setting that a user's manager has no right to makes the unit fail to start,
# whatever "verify" says, once PrivateUsers is taken back.
! grep -E '^(PrivateDevices|ProtectClock|ProtectKernel|CapabilityBound)' \
	systemd/*.service >"$work/rights"
report $? 'none needs rights that a user does not have' "$work/rights"

# ---- Configurations -----------------------------------------------------------

accepted() { # FILE CLAIM
	"$popfetch" --config "$1" --print-config >"$work/out" 2>"$work/err" &&
		grep -q '^account ' "$work/out"
	report $? "$2" "$work/err"
}
accepted "$PWD/popfetch.conf" 'popfetch.conf is accepted'
accepted "$PWD/oauth/providers.conf" 'oauth/providers.conf is accepted'

# fence LANGUAGE FILE: what stands between ```LANGUAGE and ```
fence() {
	awk -v begin="\`\`\`$1" '$0 == begin { on = 1; next }
		/^```/ { on = 0 } on' "$2"
}
for recipe in recipes/*.md; do
	fence popfetch.conf "$recipe" >"$work/recipe.conf"
	accepted "$work/recipe.conf" "the configuration of $recipe is accepted"
done

# ---- Others' files --------------------------------------------------------------

# Five fields and a command; the options of popfetch are its own.
sed '/^#/d; /^[A-Z]*=/d; /^$/d' crontab >"$work/jobs"
awk 'NF < 6 || $6 != "popfetch" { bad = 1; print }
	END { exit bad || NR == 0 }' "$work/jobs" >"$work/odd"
report $? 'each line of crontab has five fields and runs popfetch' "$work/odd"
{
	cat popfetch.conf
	echo 'account shared { host = pop.example.org maildir = ~/Mail/shared }'
} >"$work/cron.conf"
while read -r _ _ _ _ _ job; do
	eval "set -- ${job#popfetch}"
	"$popfetch" --config "$work/cron.conf" --print-config "$@" ||
		echo "popfetch refused: $job"
done <"$work/jobs" 2>&1 >/dev/null | tee "$work/refused" >/dev/null
[ ! -s "$work/refused" ]
report $? 'what crontab runs is what popfetch accepts' "$work/refused"

claim='logrotate has nothing against popfetch.logrotate'
PATH=$PATH:/usr/sbin
if command -v logrotate >/dev/null 2>&1; then
	cp popfetch.logrotate "$work/logrotate"
	chmod 644 "$work/logrotate"
	! logrotate -d -s "$work/logrotate.state" "$work/logrotate" 2>&1 |
		grep -i 'error' >"$work/errors"
	report $? "$claim" "$work/errors"
else
	skip "$claim" 'no logrotate here'
fi

fence sh recipes/notmuch.md >"$work/hooks.sh"
[ -s "$work/hooks.sh" ] && sh -n "$work/hooks.sh" >"$work/err" 2>&1
report $? 'the hooks of the notmuch recipe are scripts' "$work/err"

claim='mutt understands its recipe'
fence muttrc recipes/mutt.md >"$work/muttrc"
if command -v mutt >/dev/null 2>&1; then
	mutt -n -F "$work/muttrc" -Q mail_check >"$work/out" 2>&1 </dev/null &&
		[ "$(cat "$work/out")" = 'mail_check=30' ]
	report $? "$claim" "$work/out"
else
	skip "$claim" 'no mutt here'
fi

claim='mbsync understands its recipe'
fence mbsyncrc recipes/mbsync.md >"$work/mbsyncrc"
if command -v mbsync >/dev/null 2>&1; then
	# Nobody is asked: a configuration that is wrong is told at once.
	sed 's/imap\.example\.org/127.0.0.1/; s/^PassCmd.*/Tunnel "exit 1"/' \
		"$work/mbsyncrc" >"$work/mbsyncrc.here"
	mbsync -c "$work/mbsyncrc.here" -l home >"$work/out" 2>&1 </dev/null
	! grep "mbsyncrc.here:" "$work/out" >"$work/errors"
	report $? "$claim" "$work/errors"
else
	skip "$claim" 'no mbsync here'
fi

echo "1..$count"
exit $failed
