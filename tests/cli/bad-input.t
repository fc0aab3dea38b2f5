#!/bin/bash
# Bad options, keys, secrets and texts: a clear error in a line, and nobody
# connects for them.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

table=$BUILD/tools/completions
message a
message b
server_start

lines() { wc -l <"$1" | tr -d ' '; }
in_a_line() { [ "$(lines err)" = 1 ] && [ ! -s out ]; }

# ---- Each option, by --help -----------------------------------------------------

# Name and the kind of its value: none, [=VALUE] or VALUE.
run --help
sed -n 's/^  \(-.,\|   \) --\([a-z0-9-]*\)\(\[=[A-Z]*\]\| [A-Z][A-Z0-9:]*\|\).*/\2 \3/p' \
	out >options
is "$(cut -d ' ' -f 1 options | sed 's/^/--/' | sort)" \
	"$("$table" options | grep '^--' | sort)" '--help has each option'

failed=
while read -r name value; do
	case $value in
	'') set -- "--$name=1" ;;
	\[*) set -- "--$name=" "--$name=$(printf '\001')" ;;
	*) set -- "--$name=" "--$name=$(printf '\001')" "--$name" ;;
	esac
	for wrong in "$@"; do
		run --tls none --password-file password "$url" "$wrong"
		if [ "$status" -ne 64 ] || [ -s out ] || [ "$(lines err)" != 1 ] ||
			! grep -Eq -e "'--$name'|SET" err; then
			failed="$failed '$wrong' ($status: $(head -n 1 err))"
		fi
	done
done <options
is "$failed" '' 'each refuses a wrong value with 64 and its name'

failed=
for key in $("$table" keys); do
	for wrong in "''" '"\x01"'; do
		printf 'account a {\n\t%s = %s\n}\n' "$key" "$wrong" >wrong.conf
		run --config wrong.conf --stat a
		if [ "$status" -ne 78 ] || [ "$(lines err)" != 1 ] ||
			! grep -q "^popfetch: .*wrong\.conf:2: .*'$key'" err; then
			failed="$failed '$key = $wrong' ($status: $(head -n 1 err))"
		fi
	done
done
is "$failed" '' 'each key refuses it with 78, file and line'

failed=
while read -r option word; do
	pf "--$option=${word}x" --stat
	if [ "$status" -ne 64 ] || ! grep -q -e "$word" err; then
		failed="$failed $option"
	fi
done < <("$table" choices)
is "$failed" '' 'each choice refuses another word and says which there are'

# What is a text by its form can still be none by its meaning: 64 as an option,
# 78 as a key.
while read -r option wrong; do
	run --password-file password --stat "--$option=$wrong" "${url/pop:/pops:}"
	exits 64 "--$option=$wrong"
	in_a_line
	result $? 'is told in a line' err
	printf 'account a {\n\thost = localhost port = %d password-file = "%s"\n\t%s = "%s"\n}\n' \
		"$port" "$tmp/password" "$option" "$wrong" >wrong.conf
	run --config wrong.conf --stat a
	exits 78 'and is wrong in a configuration, too'
done <<'WRONG'
auth NOSUCH
proxy foo://x
proxy http://x
proxy socks5://x:99999
source-ip 999.1.1.1
tls-ciphers bogus
tls-fingerprint zz
WRONG
while read -r option wrong; do
	pf "--$option=$wrong"
	exits 64 "--$option=$wrong"
done <<'WRONG'
mda 'never closed
lmtp nowhere
lmtp x:y:z
import-state nothing
import-state vax:/x
list 3-1
top abc
WRONG
while read -r option wrong; do
	run --print-config --user jim "--$option" "$wrong"
	exits 64 "a password in --$option"
	unlike err hunter2 'is not repeated'
	printf 'account a {\n\tuser = jim\n\t%s = "%s"\n}\n' \
		"$option" "$wrong" >wrong.conf
	run --config wrong.conf --print-config
	exits 78 'and is wrong in a configuration, too'
	like err 'wrong.conf:3: ' 'which names the line'
	unlike err hunter2 'without it'
	empty out 'nor is it printed'
done <<'WRONG'
host jim:hunter2@pop.example.org
host pops://jim:hunter2@pop.example.org
proxy socks5://jim:hunter2@proxy.example.org
proxy ftp://jim:hunter2@proxy.example.org
WRONG
pf --delivered-to 'a b' --stdout
exits 64 'an address that is none'
run --stat "pop://jim;AUTH=NOSUCH@127.0.0.1:$port"
exits 64 'a mechanism in a URL, too'
is "$(said 'USER .*|PASS .*|AUTH .*')" 0 'nobody logs in for any of them'

# ---- Contradictions -------------------------------------------------------------

while read -r words; do
	# shellcheck disable=SC2086
	pf $words
	exits 64 "$words"
	in_a_line
	result $? 'is told in a line' err
done <<'WORDS'
--stat --list
--maildir M --mbox m
--maildir M --stdout
-4 -6 --stat
-q -v --stat
--proxy http://a:1 --socket x --stat
--srv --socket x --stat
--headers --stat
--lines 3 --list
--yes --list
--keep --list
--dry-run --dele 1
--json --noop
--human-readable --uidl
--tls-host x --stat
--tls-fingerprint zz --list
--insecure-skip-verify --stat
--host other --stat
WORDS
printf 'account a {\n\thost = h\n\ttls = none\n\ttls-host = x\n}\n' >wrong.conf
run --config wrong.conf --stat a
exits 78 'the same in a section'
like err "wrong\.conf:4: 'tls-host' contradicts 'tls' on line 3" 'names both lines'
sed -i /tls-host/d wrong.conf
run --config wrong.conf --stat --tls-host x a
exits 64 'an option that the configuration leaves without effect'
like err "'tls = none' of account 'a'" 'is told'
printf 'defaults {\n\ttls = none\n}\naccount a {\n\thost = h\n\ttls-host = x\n}\n' \
	>wrong.conf
run --config wrong.conf --stat a
exits 78 'and one that the defaults leave without effect'
like err "wrong\.conf:4: 'tls-host' of account 'a' contradicts 'tls = none' of" \
	'is told, too'
run --config wrong.conf --stat --tls none --host 127.0.0.1 a
unlike err 'contradicts' 'unless the command line says so itself'

# ---- Secrets --------------------------------------------------------------------

stat_with() {
	run --tls none --state-dir state --stat "$@" "$url"
}
log_forget
for mode in 640 604 620 602; do
	echo secret >open && chmod "$mode" open
	stat_with --password-file open
	exits 65 "a password file of mode $mode"
	like err "'.*/open' is refused: others can .*chmod 600" 'and what helps'
done
chmod 600 open
stat_with --password-file "$tmp"
exits 65 'a directory'
mkfifo fifo && chmod 600 fifo
stat_with --password-file fifo
exits 65 'a pipe without a writer is not waited for'
ln -s nowhere link
stat_with --password-file link
exits 66 'a link to nowhere'
: >empty && chmod 600 empty
stat_with --password-file empty
exits 65 'an empty one'
head -c 70000 /dev/zero | tr '\0' x >long && chmod 600 long
stat_with --password-file long
exits 65 'one without an end'
stat_with --password-fd 77
like err 'file descriptor 77' 'a descriptor that is not open is named'
for fd in 3 4; do
	stat_with --password-fd "$fd" 3<&- 4<&-
	like err "file descriptor $fd: bad file descriptor" \
		'none of ours is read in its place'
done
if [ "$(id -u)" -eq 0 ]; then
	chown 65534 open
	stat_with --password-file open
	exits 65 "somebody else's"
	like err 'belongs to somebody else' 'is not trusted'
else
	stat_with --password-file /etc/shadow
	exits 66 'one that we cannot read'
fi
echo 'machine 127.0.0.1 login jim password secret' >"$HOME/.netrc"
chmod 644 "$HOME/.netrc"
stat_with
exits 65 'a .netrc that others can read'
rm "$HOME/.netrc"
is "$(said 'PASS .*|AUTH .*')" 0 'none of them is said to the server'
unlike err secret 'or to us'

# ---- Long and invalid -----------------------------------------------------------

long=$(head -c 100000 /dev/zero | tr '\0' x)
invalid=$(printf '\377\376\2331m')
for what in "$long" "$invalid"; do
	for words in "--stat --host $what" "--stat pop://$what@127.0.0.1:$port" \
		"--$what" "--list=$what $url" "--list=uid:$what $url" "$what" \
		"--user $what --stat $url" "--config /$what" \
		"--auth $what --stat $url" "--proxy http://$what:1 --stat $url" \
		"--socket /$what --stat $url" "--source-ip $what --stat $url" \
		"--delivered-to $what --stdout $url" "--lmtp $what:1 $url" \
		"--import-state mpop:/$what $url"; do
		# shellcheck disable=SC2086
		run --tls none --password-file password --state-dir state $words
		case $status in
		6[4-9] | 7[35678]) ;;
		*) failed="$failed ${words:0:30} ($status)" ;;
		esac
		if [ "$(wc -c <err)" -gt 8192 ] || [ ! -s err ] || [ -s out ]; then
			failed="$failed ${words:0:30} ($(wc -c <err))"
		fi
	done
done
is "$failed" '' 'what is too long or no text is refused in few words'
printf 'account %s {\n\thost = "%s"\n\tuser = %s\n}\n' "$invalid" "$invalid" \
	"$invalid" >odd.conf
run --config odd.conf --list-accounts
exits 0 'what is no UTF-8 in a configuration'
is "$(cat out)" "$(printf '%s\t%s\t%s\tenabled' "$invalid" "$invalid" "$invalid")" \
	'stays what it is'
run --config odd.conf --json --list-accounts
ok 'but in JSON' grep -q '"replaced":true' out
perl -e 'print "account a {\n\tuser = \"", "x" x 9_000_000, "\"\n}\n"' >odd.conf
run --config odd.conf --list-accounts
exits 66 'a configuration without an end'
like err 'more than [0-9]+ octets' 'is not read to it'

finish
