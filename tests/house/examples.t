#!/bin/sh
# Every example of the manual pages, README.md and contrib works.
#
# Configurations are read by --print-config, programs compiled and linked,
# JSON is parsed, and commands are run, against our own server, in a home
# directory that has what they speak of: a configuration of the accounts below,
# passwords in all the places, mail on the server, state of other programs.
#
# What an example calls popfetch is a script that adds two options:
# --proxy-command leads every host to our servers, and --tls-ca-file has them
# trusted, with a certificate for the example domains.  Each run of it must end
# with 0, or with 1 from --check.  What would ask a person or the real world
# (below: not_run) is not run; the rest of its options is read all the same.
# Other programs that are named are stand-ins, but for those of POSIX, jq and
# perl; a line of a crontab is run without its times.

# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"

examples="perl $SOURCE/tests/house/examples.pl"
popfetch_real=$popfetch
export popfetch_real

# ---- What the examples speak of -----------------------------------------------

accounts='work home shared old oldwork google-token example.org'

drop_fill() {
	drop_empty
	message 1234.mbox 'the one that is deleted'
	for n in $(seq 11); do
		message "mail-$n" 'some text' 'and more of it'
	done
}

home_fill() {
	rm -rf "$HOME"
	mkdir -p "$HOME/.config/popfetch" "$HOME/.config/getmail" \
		"$HOME/.mpop_uidls"
	for account in $accounts; do
		printf 'account %s {\n' "$account"
		printf '\thost = pop.example.org\n\tuser = jim\n'
		printf '\tpassword-command = "pass show mail/%s"\n' "$account"
		printf '\tmaildir = ~/Mail/%s\n}\n' "$account"
	done >"$HOME/.config/popfetch/popfetch.conf"
	echo 'machine pop.example.org login jim password secret' \
		>"$HOME/.netrc"
	for file in .config/popfetch/work.secret secret; do
		echo secret >"$HOME/$file"
	done
	chmod 600 "$HOME/.netrc" "$HOME/.config/popfetch/work.secret"
	printf ' 1 pop.example.org jim\nmail-1 1700000000\n' \
		>"$HOME/.mpop_uidls/jim_at_pop.example.org"
	printf '%s mail-1\n' jim@pop.example.org jim@localhost \
		>"$HOME/.fetchids"
	echo '6 mail-1' >"$HOME/.fdm.cache"
	printf 'mail-1\0001700000000\n' \
		>"$HOME/.config/getmail/oldmail-pop.example.org-995-jim"
}

# ---- What they call -------------------------------------------------------------

mkdir bin
cat >bin/popfetch <<'SCRIPT'
#!/bin/sh
# Runs the real one and says in $ran how it went.
for word; do
	case $word in
	# It asks, looks into the DNS, or does not end.
	--configure | --configure=* | --every | --every=* | --srv)
		not_run=$word ;;
	# Another way to the server than ours.
	--proxy | --proxy=* | --proxy-command | --proxy-command=* | \
	--socket | --socket=* | --source-ip | --source-ip=*) not_run=$word ;;
	--check) check=1 ;;
	esac
done
said=$(mktemp)
if [ -n "${not_run:-}" ]; then
	# What is not understood is told before that there is an action more.
	timeout 60 "$popfetch_real" "$@" --help </dev/null >/dev/null 2>"$said"
	status=$?
	! grep -q 'one action only' "$said" || status=0
else
	timeout 60 "$popfetch_real" --proxy-command "'$to_server' %p" \
		--tls-ca-file "$ca_file" "$@" 2>"$said"
	status=$?
fi
cat "$said" >&2
[ "$status" -eq 1 ] && [ -n "${check:-}" ] || [ "$status" -eq 0 ] || {
	echo "exit status $status: popfetch $*"
	cat "$said"
} >>"$failed"
echo "$*" >>"$ran"
rm "$said"
exit "$status"
SCRIPT
cat >bin/stand-in <<'SCRIPT'
#!/bin/sh
# Reads what is piped to it, so that nobody before it gets a SIGPIPE.
case ${0##*/} in
pass | secret-tool) echo secret ;;
*) [ -t 0 ] || cat >/dev/null ;;
esac
SCRIPT
chmod 755 bin/*
for name in pass secret-tool formail mutt neomutt notmuch mbsync make sudo \
	systemctl journalctl loginctl notify-send popfetch-token git less; do
	ln -s stand-in "bin/$name"
done
command -v jq >/dev/null || ln -s stand-in bin/jq

# ---- The servers ------------------------------------------------------------------

names='DNS:*.example.org,DNS:*.example.com,DNS:*.example.net'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout server.key -out ca.pem -days 2 -subj '/CN=examples' \
	-addext "subjectAltName=$names" >openssl.log 2>&1
cat ca.pem server.key >server.pem
drop_fill
server_start --tls-cert "$tmp/server.pem"
starttls_port=$port
server_start --tls-cert "$tmp/server.pem" --implicit
ca_file=$tmp/ca.pem
failed=$tmp/failed
ran=$tmp/ran
cat >bin/to-server <<SCRIPT
#!/bin/sh
case \$1 in
110) port=$starttls_port ;;
*) port=$port ;;
esac
exec perl '$SOURCE/tests/cli/relay.pl' stdio "\$port"
SCRIPT
chmod 755 bin/to-server
to_server=$tmp/bin/to-server
EDITOR=true
PATH=$tmp/bin:$PATH
export to_server ca_file failed ran PATH EDITOR

# ---- Each kind ----------------------------------------------------------------------

try_conf() {
	"$popfetch_real" --config "$1" --print-config >printed 2>failed &&
		{ grep -q '^account ' printed || ! grep -q '^account' "$1"; }
}

# A program, or a part of one.
try_c() {
	grep -q '^main' "$1" || set -- "$1" -c
	# shellcheck disable=SC2046,SC2086
	"${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra \
		-Wno-unused-parameter -Werror -I"$SOURCE/include" \
		${SAN:+-fsanitize=$SAN} -o program "$@" -L"$BUILD" -lpop3 \
		>failed 2>&1
}

try_json() {
	tr -d '\n' <"$1" | jq -e . >/dev/null 2>failed
}

# By itself cron looks for programs in /usr/bin and /bin.
try_crontab() {
	times='^((\*|[0-9])[^ ]* +){5}'
	grep -q '^PATH=/usr/local/bin:' "$1" ||
		! grep -Eq "${times}popfetch" "$1" ||
		echo 'cron does not look into /usr/local/bin' >>failed
	sed -E "/^PATH=/d; s,$times(/usr/local/bin/)?,," "$1"
}

try_sh() {
	: >ran
	try_crontab "$1" >commands
	(cd "$HOME" && timeout 120 sh "$tmp/commands" </dev/null) \
		>out 2>err
	[ -s ran ] || echo 'popfetch was not run at all' >>failed
	! grep -q '[> ]/tmp/' "$1" ||
		echo 'a name in /tmp is everybody'"'"'s to take' >>failed
	[ ! -s failed ]
}

# try EXAMPLE: leaves what is wrong in the file failed
try() {
	home_fill
	drop_fill
	: >failed
	case $1 in
	*.conf) try_conf "$1" ;;
	*.c) try_c "$1" ;;
	*.json) try_json "$1" ;;
	*.sh) try_sh "$1" ;;
	esac
}

# try_all DIR: what was taken into it, each in a home of its own
try_all() {
	for from in "$1"/*.from; do
		for example in "${from%from}"[chjs]*; do
			try "$example"
			result $? "$(cat "$from"): $(head -n 1 "$example" |
				tr -d '#' | cut -c 1-60)" failed
		done
	done
}

mkdir taken
# shellcheck disable=SC2046 # a list of names without blanks
(cd "$SOURCE" && $examples "$tmp/taken" man/*.[1-9] README.md \
	$(find contrib -name '*.md' | sort))
try_all taken

# ---- And what is wrong would be told ------------------------------------------------

mkdir wrong
cat >wrong.md <<'WRONG'
An option:

    popfetch --lsit work

a form:

    popfetch --diagnose --keep work

an account:

    popfetch --stat wrok

a key:

    account work { hots = pop.example.org }

a line of a crontab:

    */10 * * * *  popfetch work

and one that would not be run:

    popfetch --source-ip 127.0.0.1 --lsit work

mail where everybody may read it:

    popfetch --retr 1 work >/tmp/$$ && rm /tmp/$$
WRONG
# shellcheck disable=SC2086
$examples "$tmp/wrong" "$tmp/wrong.md"
is "$(files wrong)" 14 'seven wrong examples are found'
for example in wrong/*.[chjs]*; do
	! try "$example"
	result $? "that is wrong: $(cat "$example")"
done
finish
