#!/bin/bash
# shellcheck disable=SC2154 # lib.sh and dovecot.sh set tmp, port, ...
# What mpop, fetchmail, getmail6 and fdm have fetched from a real Dovecot is
# taken over from the files that they themselves write: nothing comes twice,
# nothing is left out, and what they had left there is deleted.
set -u
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"
# shellcheck source-path=SCRIPTDIR source=../bench/peers.sh
. "$SOURCE/tests/bench/peers.sh"

peers=
for peer in mpop fetchmail getmail fdm; do
	! command -v $peer >/dev/null || peers="$peers $peer"
done
[ -n "$peers" ] || {
	echo '1..0 # SKIP none of mpop, fetchmail, getmail and fdm is installed'
	exit 0
}

# Names with a quote, a blank and a slash.
cat >dovecot-more.conf <<'CONF'
auth_username_chars =
CONF
dovecot_start

# What peers.sh asks for.
# shellcheck disable=SC2034
at=$port tls=none ca='' keep=yes kind=maildir programs=$tmp/programs
mkdir "$programs" work
printf '#!/bin/sh\ncat >/dev/null\n' >"$programs/mda"
chmod 755 "$programs/mda" work

measure() { # PROGRAM COMMAND...
	shift
	"$@" >>"$work/said" 2>&1 </dev/null
}

# mail_put NUMBER...: messages into the maildrop of $user
mail_put() {
	local n box=$tmp/mail/$user/Maildir

	mkdir -p "$box"/{cur,new,tmp}
	for n; do
		printf 'Subject: m%s\n\ntext\n' "$n" \
			>"$box/new/170000000$n.m$n.test"
	done
	chown -R "$mail_uid:$mail_gid" "$tmp/mail"
}

mail_left() {
	find "$tmp/mail/$user/Maildir" -name '*.test*' | wc -l | tr -d ' '
}

state_of() { # PROGRAM: as --import-state wants it
	case $1 in
	mpop) echo "mpop:$work/uidls" ;;
	fetchmail) echo "fetchmail:$work/fetchids" ;;
	getmail) echo "getmail:$work/getmail/oldmail-localhost-$at-$user" ;;
	fdm)
		{
			echo " 1 localhost $user"
			cut -d ' ' -f 2- "$work/fdm.cache"
		} >"$work/as-mpop"
		echo "mpop:$work/as-mpop"
		;;
	esac
}

fetch() {
	run --tls none --password-file "$tmp/password" --state-dir "$tmp/state" \
		--host localhost --port "$at" --user "$user" "$@"
}

# moves PROGRAM: it fetches, popfetch goes on
moves() {
	start_over
	rm -rf "$tmp/mail"
	mail_put 1 2 3
	"run_$1"
	[ ! -f "$work/said" ] || cp "$work/said" said
	fetch --import-state "$(state_of "$1")" -v
	exits 0 "$1, $user: is imported" || sed 's/^/#   /' said
	like err '^popfetch: 3 messages are now' 'all three' || sed 's/^/#   /' said
	mail_put 4
	fetch --keep --maildir Mail
	is "$(subjects)" 'm4 ' 'one more comes alone'
	fetch --maildir Mail
	is "$(mail_left)$(subjects)" '0m4 ' 'and all are deleted'
}

for user in jim "o'neil@example.org"; do
	for peer in $peers; do
		work=$tmp/work/$peer-${#user} target=$work/mail
		mkdir -p "$work"
		moves "$peer"
	done
done

# Of several accounts in one file each takes its own; Notes has such a name.
if command -v fetchmail >/dev/null; then
	work=$tmp/work/notes target=$work/mail
	mkdir -p "$work"
	user='john doe/acme@example.org'
	mail_put 1 2
	run_fetchmail
	user=john
	mail_put 1
	run_fetchmail
	is "$(wc -l <"$work/fetchids" | tr -d ' ')" 3 'a file of two accounts'
	for user in john 'john doe/acme@example.org'; do
		fetch --import-state "fetchmail:$work/fetchids"
		exits 0 "of which $user takes his own"
		silent 'and nobody is told of broken lines'
		fetch --check
		exits 1 'so that nothing is new'
	done
fi

finish
