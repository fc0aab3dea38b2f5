#!/bin/sh
# A message that the server does not give never stops the others.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# hours_pass N: the state file gets older.
hours_pass() {
	perl "$SOURCE/tests/cli/age.pl" $(($1 * 3600)) state/*.uidl ||
		exit 1
}

refill() {
	start_over
	drop_empty
	message a
	message b
	message c
	server_fault "$@"
}

for fault in err:RETR:2:cannot 'err:RETR:2:[SYS/TEMP] cannot' \
	'err:RETR:2:[SYS/PERM] cannot'; do
	for keep in keep no-keep; do
		refill "$fault"
		pf "--$keep" --maildir Mail
		exits 65 "$fault, --$keep"
		is "$(files Mail)" 2 'the others are delivered'
		like err '^popfetch: message 2 stays: .*cannot$' \
			'it is named with the reason'
		is "$(wc -l <err | tr -d ' ')" 1 'in one line'
		[ "$keep" = keep ] || is "$(left)" 'b ' 'and stays'
		server_fault no-capa
		pf "--$keep" --maildir Mail
		exits 0 'once the server gives it'
		is "$(files Mail)" 3 'it is delivered'
		[ "$keep" = keep ] || is "$(left)" '' 'and deleted'
	done
done

# ---- Growing pauses --------------------------------------------------------------

refill err:RETR:2:cannot
pf --keep --maildir Mail
pf --keep --maildir Mail
is "$(said 'RETR 2')" 2 'the next run tries again'
for hours in 1 2 4 8 16 24 24; do
	log_forget
	pf --keep --maildir Mail
	is "$(said 'RETR 2')" 0 'then it rests'
	exits 65 'which is still a failure'
	like err "^popfetch: message 2 stays: it failed [0-9] times, and is tried again after 20[0-9-]+ [0-9:]+: cannot\$" \
		'and said in a line'
	is "$(wc -l <err | tr -d ' ')" 1 'in one'
	hours_pass $hours
	pf --keep --maildir Mail
	is "$(said 'RETR 2')" 1 "for $hours hours"
done
is "$(files Mail)" 2 'meanwhile the others came once'
message d
pf --keep --maildir Mail
is "$(files Mail)" 3 'and new ones come'

log_forget
pf --keep --dry-run
exits 0 '--dry-run'
like out '^keep.2.*failed before, tried again later \(9 times, after 20.*\)$' \
	'--dry-run says how often and until when'
pf --check
is "$(cut -f 1 out)" 1 'it is new'
pf --list
is "$(cut -f 1,3 out | tr '\n\t' ',:')" '1:a,2:b,3:c,4:d,' \
	'--list has its columns and no other'
hours_pass 30
pf --keep -v --maildir Mail
like err '^popfetch: message 2 failed 9 times and is tried again$' \
	'-v tells of the tries before'
like err '^popfetch: message 2 has failed 10 times now$' 'and after'
log_forget
pf --keep --all --maildir Mail
is "$(said 'RETR 2')" 1 '--all tries at once'

hours_pass 30
server_fault no-top
pf --maildir Mail
exits 0 'in the end it is given'
is "$(left)" '' 'and goes the way of the others'

# ---- One at which the session ends -----------------------------------------------

for fault in cut:2:30 stall-in:2:30 close:RETR:2 stall:RETR:2; do
	refill "$fault"
	pf --keep --timeout 1 --maildir Mail
	ok "$fault ends the session" test "$status" -ge 69
	is "$(files Mail)" 1 'with what came before'
	pf --keep --timeout 1 --maildir Mail
	is "$(files Mail)" 2 'in the next run the others come first'
	pf --keep --timeout 1 --maildir Mail
	exits 65 'then it rests'
	like err '^popfetch: message 2 stays: it failed 2 times, and is tried again after .*: .' \
		'and is named with the reason'
	server_fault no-top
	hours_pass 1
	pf --keep --maildir Mail
	exits 0 'once the server gives it'
	is "$(files Mail)" 3 'it comes'
done

# What follows a message and is no answer may be the rest of that message.
refill garbage:RETR:2
pf --keep --maildir Mail
exits 76 'no answer, but something else'
is "$(files Mail)" 0 'makes the message before it suspect'
pf --keep --maildir Mail
pf --keep --maildir Mail
is "$(files Mail)" 2 'until something else follows that'
pf --keep --maildir Mail
exits 65 'then the other rests'
like err '^popfetch: message 2 stays: it failed 2 times, .*: .' 'and is named'

refill cut:1:30
pf --maildir Mail
pf --maildir Mail
is "$(files Mail)" 2 'where it is the first, the others come, too'
pf --maildir Mail
exits 65 'it rests'
is "$(left)" 'a ' 'and the others are deleted'
refill cut:3:30
pf --maildir Mail
pf --maildir Mail
pf --maildir Mail
is "$(left)" 'c ' 'where it is the last, too'

refill err:RETR:1:cannot --fault close:RETR:2
pf --keep --maildir Mail
server_fault err:RETR:1:cannot
pf --keep --maildir Mail
is "$(files Mail)" 2 'behind a refusal it is nobody else'

# A line that carries no message is nobody's fault.
refill cut:1:30 --fault cut:2:30 --fault cut:3:30
for _ in 1 2 3 4 5 6 7 8; do
	pf --keep --maildir Mail
done
exits 69 'as long as no message comes'
server_fault no-top
pf --keep --maildir Mail
exits 0 'and when they do'
is "$(files Mail)" 3 'none of them rests'

# ---- Others ----------------------------------------------------------------------

refill err:RETR
pf --maildir Mail
exits 65 'all are refused'
is "$(wc -l <err | tr -d ' ')" 3 'all are named'
is "$(left)" 'a b c ' 'all stay'
refill err:DELE:2:cannot
pf --maildir Mail
exits 65 'a deletion is refused'
is "$(left)" 'b ' 'the others are deleted'
server_fault err:DELE:1:cannot
pf --maildir Mail
exits 65 'it is tried again'
is "$(said 'RETR .*')" 0 'without another retrieval'
server_fault no-top
pf --maildir Mail
exits 0 'until it is accepted'
is "$(left)" '' 'and done'
is "$(files Mail)" 3 'each message came once'

refill 'err:TOP:2:cannot'
pf --headers-only --maildir Mail
exits 65 'a header is refused'
is "$(files Mail)" 2 'the others come'
pf --headers-only --max-messages 1 --maildir Mail
pf --headers-only --max-messages 1 --maildir Mail
exits 65 'one that rests'
message d
pf --headers-only --max-messages 1 --maildir Mail
is "$(files Mail)" 3 'takes no place from the others'

finish
