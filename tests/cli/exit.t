#!/bin/sh
# The exit statuses, each by the fault it is there for.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a one
message b two
message c three
$octets arriving drop >sent

# fails STATUS FAULT [ARGUMENT]...
fails() {
	expected_=$1
	fault_=$2
	shift 2
	server_fault "$fault_"
	pf "$@"
	exits "$expected_" "$expected_ for $fault_ and $*"
	empty out 'nothing on standard output'
	ok 'but a word about it' test -s err
	unlike err "$(printf '[\001-\010\013-\037\177]')|secret" \
		'without control characters and secrets'
}

# ---- Not there --------------------------------------------------------------------

run --tls none --password-file password --stat pop://jim@no-such-host.invalid
case $status in
68 | 75) result 0 'a host that is not found' ;; # 75: no name server, either
*) exits 68 'a host that is not found' ;;
esac
server_start
server_stop
pf --stat
exits 69 '69: connection refused'
fails 69 close:GREETING --stat
fails 69 close:STAT --stat
fails 69 cut-session:50 --stat

# ---- Later ------------------------------------------------------------------------

fails 75 'login:[IN-USE] locked' --stat --timeout 1
fails 75 'login:[LOGIN-DELAY] wait' --stat
fails 75 'login:[SYS/TEMP] later' --stat
fails 75 stall:GREETING --stat --timeout 1
fails 75 stall:STAT --stat --timeout 1
fails 75 stall:PASS --stat --timeout 1
fails 75 drip:STAT --stat --timeout 2
fails 75 stall-in:1:30 --keep --maildir Mail --timeout 1
is "$(files Mail/new)" 0 'nothing of the message is delivered'
start_over
fails 75 drip:RETR --keep --maildir Mail --timeout 60 --deadline 2
start_over

# ---- The protocol -----------------------------------------------------------------

fails 76 'greeting:SSH-2.0-OpenSSH' --stat
is "$(said '.*')" 0 'and nothing was said to it'
fails 76 garbage:STAT --stat
fails 76 garbage:UIDL --uidl
fails 76 garbage:RETR:2 --keep --maildir Mail
start_over

# ---- Refused ----------------------------------------------------------------------

fails 77 'login:[AUTH] no' --stat
fails 77 'err:PASS' --stat
fails 77 "login:no $(printf '\033[31m')red" --stat
for mechanism in NTLM APOP; do
	pf --stat --auth $mechanism
	exits 77 "77: a login by $mechanism, which the server does not have"
done

# ---- Some messages stay -------------------------------------------------------------

for code in '' ':[SYS/TEMP] later' ':[SYS/PERM] broken'; do
	start_over
	fails 65 "err:RETR:2$code" --keep --maildir Mail
	is "$(files Mail/new)" 2 'the others are delivered'
	server_stop
	server_start
	pf --keep --maildir Mail
	exits 0 'the next run'
	$octets files Mail/new >got
	same got sent 'brings what was missing'
done
start_over
fails 65 err:RETR:1 --maildir Mail
is "$(cd drop && echo *)" a.eml 'and it stays on the server'
drop_empty
message a one
message b two
message c three

# ---- Writing ------------------------------------------------------------------------

server_stop
server_start
start_over
pf --keep --maildir /dev/null/Mail
exits 73 '73: a Maildir that cannot be made'
like err "^popfetch: cannot open maildir '.*': not a directory$" 'which is said'
pf --keep --mbox /dev/null/mbox
exits 73 'an mbox that cannot'
like err "^popfetch: cannot open mbox '.*': not a directory$" 'of this one, too'
: >a-file
run --tls none --password-file password --state-dir a-file --maildir Mail "$url"
exits 73 'a state file that cannot'
run --tls none --password-file password --state-dir a-file --catch-up "$url"
exits 73 'whatever it is for'
for action in --check --dry-run --list=new; do
	run --tls none --password-file password --state-dir a-file \
		"$action" "$url"
	exits 73 "$action, which only looks at it"
	like err 'a-file.*: not a directory$' 'and says so'
done
is "$(said 'RETR .*')" 0 'no message was retrieved for it'

# with_descriptors NUMBER [ARGUMENT]...: so many there may be.
with_descriptors() {
	descriptors=$1
	shift
	# Looking for leaks takes a descriptor, too.
	# shellcheck disable=SC2016 # the words are those of the inner shell
	ASAN_OPTIONS=detect_leaks=0 sh -c 'ulimit -n "$0"; exec "$@"' \
		"$descriptors" "$popfetch" --tls none --password-file \
		password --state-dir state "$@" "$url" >out 2>err
	status=$?
}
with_descriptors 4 --stat
exits 71 '71: no descriptor is left'
like err ': [a-z ]*(too many open files|no file descriptors available)' \
	'which is said'
for number in 5 6 7 8; do
	start_over
	with_descriptors "$number" --maildir Mail
	exits 71 "71: of $number descriptors none is left"
done
start_over
for number in 8 9 10; do
	with_descriptors "$number" --mbox mbox
	exits 71 "an mbox and its spool take more than $number"
done
with_descriptors 5 --import-state mpop:/dev/null
exits 71 'a file of another program finds none, either'
with_descriptors 5 --log-file log --check
exits 71 'nor does a log'

# on_small_disk ARGUMENT...: no file may be larger than 400 of the shell's units,
# which are 512 octets, or 1024.
on_small_disk() {
	(
		ulimit -f 400
		pf "$@"
		exit "$status"
	)
	status=$?
}

drop_empty
message a one
perl -e 'print "Subject: big\n\n", "x" x 70, "\n" for 1 .. 20_000' >drop/b.eml
$octets arriving drop >sent
for way in maildir mbox; do
	start_over
	mkdir -p Mail
	on_small_disk "--$way" "Mail/$way"
	exits 74 "74: the disk is full, $way"
	ok 'the message stays on the server' test -e drop/b.eml
	if [ "$way" = mbox ]; then
		unlike Mail/mbox 'Subject: big' 'nothing half-delivered'
	else
		ok 'nothing half-delivered' \
			test "$(cat Mail/maildir/new/* | wc -c)" -lt 1000
	fi
	pf "--$way" "Mail/$way"
	exits 0 'later there is room'
	if [ "$way" = mbox ]; then
		$octets mbox Mail/mbox >got
	else
		$octets files Mail/maildir/new >got
	fi
	same got sent 'and all is there exactly once'
	is "$(files drop)" 0 'and off the server'
	message a one
	perl -e 'print "Subject: big\n\n", "x" x 70, "\n" for 1 .. 20_000' \
		>drop/b.eml
done

# A message that the disk has no room for comes behind those that fit.
start_over
message c three
for way in maildir mbox; do
	start_over
	mkdir -p Mail
	for turn in 'a' 'a c' 'a c'; do
		on_small_disk --keep "--$way" "Mail/$way"
		exits 74 "one message is too large for the disk, $way"
		is "$(wc -l <err | tr -d ' ')" 1 'which is told once'
		is "$(grep -rhE '^Subject: (a|c|big)$' Mail | cut -c 10- |
			sort | tr '\n' ' ')" "$turn " 'those that fit have come'
	done
	pf --keep "--$way" "Mail/$way"
	exits 0 'where there is room'
	is "$(grep -rl '^Subject: big' Mail | wc -l | tr -d ' ')" 1 \
		'it comes, too'
done

# And it does not keep those from being deleted.
for way in maildir mbox; do
	drop_empty
	message a one
	perl -e 'print "Subject: big\n\n", "x" x 70, "\n" for 1 .. 20_000' \
		>drop/b.eml
	message c three
	$octets arriving drop >sent
	start_over
	mkdir -p Mail
	for left in 3 1 1; do
		on_small_disk "--$way" "Mail/$way"
		exits 74 "one of three is too large for the disk, $way"
		is "$(wc -l <err | tr -d ' ')" 1 'which is told once'
		is "$(files drop)" "$left" 'those that came are deleted'
	done
	ok 'it stays on the server' test -e drop/b.eml
	pf "--$way" "Mail/$way"
	exits 0 'where there is room'
	if [ "$way" = mbox ]; then
		$octets mbox Mail/mbox >got
	else
		$octets files Mail/maildir/new >got
	fi
	same got sent 'each has come once'
	is "$(files drop)" 0 'and all are deleted'
done

# Where the spool has room and the mbox has none, one run intends what neither
# it nor the next can place.
start_over
drop_empty
mkdir Mail
perl -e 'print "Subject: whole\n\n", "x\n" x 70_000' >drop/a.eml
perl -e 'print "From a\n\n", "y\n" x 210_000, "\n"' >Mail/mbox
for turn in intends recovers; do
	on_small_disk --mbox Mail/mbox
	exits 74 "74: the disk is full for the run that $turn"
done
like err 'cannot finish an earlier delivery' 'which is told'
pf --mbox Mail/mbox
exits 0 'later there is room'
is "$(grep -c '^Subject: whole' Mail/mbox)" 1 'and it came once'

finish
