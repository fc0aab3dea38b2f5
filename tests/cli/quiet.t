#!/bin/sh
# Failures that pass, kept out of cron's mail: --quiet-failures.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a one

failing() {
	echo "$tmp/state/jim@127.0.0.1:$port.failing"
}

# since SECONDS [TOLD]: it has failed for so long
since() {
	mkdir -p state
	echo "popfetch-failing 1 $(($(date +%s) - $1)) ${2-0}" >"$(failing)"
}

quiet() {
	pf --quiet-failures 1h --stat "$@"
}

server_start
server_stop
quiet
exits 69 'a connection refused has its exit status'
silent 'but is not said'
is "$(stat -c %a "$(failing)" 2>/dev/null || stat -f %Lp "$(failing)")" 600 \
	'since when is remembered, for nobody else'
quiet
silent 'nor is it the next time'

since 3700
quiet
exits 69 'once it has lasted'
is "$(wc -l <err | tr -d ' ')" 2 'it is said'
like err 'connection refused' 'what'
like err 'it has failed since 20.*Z$' 'and since when'
quiet
exits 69 'after that'
silent 'not again'

server_start
quiet
exits 0 'a success'
not_ok 'makes it forgotten' test -e "$(failing)"
server_stop
quiet
silent 'so that it begins anew'

since 3700
server_start
pf --stat
exits 0 'a success without the option'
not_ok 'makes it forgotten, too' test -e "$(failing)"
server_stop
since 10
pf --stat
like err 'connection refused' 'without the option it is said'
ok 'and remembered as before' test -e "$(failing)"

# ---- What it is said of at once --------------------------------------------------

since 10
server_fault 'login:[AUTH] no'
quiet
exits 77 'a refused login'
like err 'login refused' 'is said at once'
not_ok 'and is not what failed before' test -e "$(failing)"
for text in '[SYS/TEMP] later' '[IN-USE] locked' '[LOGIN-DELAY] wait'; do
	server_fault "login:$text"
	quiet --timeout 1
	exits 75 "$text"
	silent 'is not said'
done
quiet --auth NTLM
like err 'NTLM' 'a mechanism that the server does not have is said at once'
server_fault no-uidl --fault no-top
pf --quiet-failures 1h --keep --maildir mail
exits 69 'a server that can tell no message from another'
like err 'neither UIDL nor TOP' 'lasts, and is said at once'
server_fault 'login:[IN-USE] locked'
quiet -v --timeout 1
ok 'with -v it is' test -s err
if script -q -e -c true /dev/null </dev/null >/dev/null 2>&1; then
	since 10
	on_terminal 80 "$popfetch" --tls none --password-file password \
		--state-dir state --quiet-failures 1h --stat --timeout 1 "$url"
	like out 'login refused' 'as it is to who sits at a terminal'
fi
rm -f log
quiet --timeout 1 --log-file log
like log ' error .*login' 'and written down'
is "$(grep -c ' error .*login' log)" 1 'once'
since 3700
rm log
quiet --timeout 1 --log-file log
is "$(grep -c ' error .*login' log)" 1 'also when it is said'
server_stop

# ---- One line a message -----------------------------------------------------------

for i in $(seq 1 100); do
	message "b$i" one
done
server_start
later() {
	pf --quiet-failures 1h --keep --mda 'sh -c "exit 75"'
}
later
exits 75 'a program that takes no message for now'
silent 'is not said, however many messages there are'
since 3700
later
is "$(wc -l <err | tr -d ' ')" 102 'once it has lasted, it is said of each'
like err '^popfetch: message 1 stays' 'in their order'
is "$(sed -n 's/.*message \([0-9]*\) stays.*/\1/p' err | sort -nc 2>&1)" '' 'all of them'
later
exits 75 'after that'
silent 'not again'
server_stop
rm -f "$tmp"/drop/b*

# ---- What is remembered badly ----------------------------------------------------

for text in '' 'popfetch-failing 1 17' 'popfetch-failing 1 1 0x' \
	'popfetch-failing 1 99999999999 1' 'popfetch-failing 1 -5 0' \
	'popfetch-failing 2 1 0'; do
	printf '%s' "$text" >"$(failing)"
	quiet
	exits 69 "'$text'"
	silent 'counts as nothing'
done
echo "popfetch-failing 1 $(($(date +%s) + 9999)) 0" >"$(failing)"
quiet
silent 'a clock that ran ahead: it begins now'
ok 'and is mended' test "$(cut -d ' ' -f 3 "$(failing)")" -le "$(date +%s)"

echo x >no-directory
run --tls none --password-file password --state-dir "$tmp/no-directory" \
	--quiet-failures 1h --stat "$url"
exits 69 'where nothing can be remembered'
like err 'connection refused' 'the failure is said'
like err 'cannot remember this' 'and why'

# ---- Several at once -------------------------------------------------------------

{
	echo "defaults { tls = none user = jim quiet-failures = 1h jobs = 2
		state-dir = \"$tmp/state\" password-file = \"$tmp/password\"
		host = \"127.0.0.1\" port = 1 }"
	echo "account a { } account b { port = 2 }"
} >conf
run --config conf --stat
exits 69 'with --jobs'
silent 'it is the same'
is "$(find state -name '*.failing' | wc -l | tr -d ' ')" 3 'for each account'
is "$(find state -name '*.new' | wc -l | tr -d ' ')" 0 'nothing else is left'

# Two runs of one account, as from two lines of a crontab.
rm -f err
for _ in $(seq 25); do
	rm -f state/*.failing
	for _ in 1 2 3 4 5 6; do
		"$popfetch" --config conf --stat b 2>>err </dev/null &
	done
	wait
done
empty err 'runs that fail at the same time do not get into each other'"'"'s way'
is "$(find state -name '*.failing' | wc -l | tr -d ' ')" 1 'and remember it'
is "$(find state -name '*.new' | wc -l | tr -d ' ')" 0 'with nothing else left'

# ---- What is no file ----------------------------------------------------------

rm -rf state
mkdir state
mkfifo "$(failing)" "$(failing).new"
timeout -s KILL 20 "$popfetch" --tls none --password-file password \
	--state-dir state --quiet-failures 1h --stat "$url" >out 2>err
is "$?" 69 'FIFOs in its place keep nobody waiting'
like err 'cannot remember this' 'what cannot be written is said'

finish
