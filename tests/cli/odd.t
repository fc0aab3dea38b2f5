#!/bin/sh
# Oddities that servers have been seen to have, played by odd.pl.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

serving=

# serve WORDS RULE...: in a state of its own
serve() {
	start_over
	if [ -n "$serving" ]; then
		kill "$serving"
		wait "$serving" 2>/dev/null
		child_forget "$serving"
	fi
	rm -f odd.port
	log=$tmp/odd.log
	: >"$log"
	perl "$SOURCE/tests/cli/odd.pl" odd.port "$log" "$@" &
	serving=$!
	children="$children $serving"
	await test -s odd.port || exit 1
	url=pop://jim@127.0.0.1:$(cat odd.port)
}

# heard EXTENDED-REGEX: how often
heard() {
	grep -Ecx -e "$1" "$log"
}

# ---- A token that has run out ------------------------------------------------

# token_command: its first token has run out, and each is another one
token_command() {
	rm -f tokens
	echo "echo >>$tmp/tokens; wc -l <$tmp/tokens | tr -d ' '"
}

# with_token [ARGUMENT]...
with_token() {
	run --tls none --auth XOAUTH2 --state-dir "$tmp/state" \
		--password-command "$(token_command)" "$@" "$url"
}

first=$(printf 'user=jim\001auth=Bearer 1\001\001' | base64)
for end in '' !; do
	serve UIDL 'AUTH .* => +|' "$first => -ERR run out|$end"
	with_token --maildir Mail
	exits 0 "a token that has run out, and '$end'"
	is "$(files Mail)" 3 'costs no mail'
	is "$(wc -l <tokens | tr -d ' ')" 2 'the command is run once more'
	serve UIDL 'AUTH .* => +|' "[A-Za-z0-9]{20,}=* => -ERR run out|$end"
	with_token --maildir Mail
	exits 77 'where the next has, too, the login is refused'
	like err '^popfetch: login refused .*: run out$' 'which is said'
	is "$(heard 'AUTH .*')" 2 'after no more than two tries'
	is "$(wc -l <tokens | tr -d ' ')" 2 'and two tokens'
done

# ---- A trouble of the server's own, without a code ----------------------------

serve UIDL 'PASS .* => -ERR Temporary problem, please try again later|!'
pf --maildir Mail
exits 75 "Courier's passwords cannot be looked up: later it may work"
like err ': Temporary problem, please try again later$' 'which is said'

# ---- Mail that comes again and again -----------------------------------------

# Without an end of its own, the rest of the line would.
serve 'UIDL TOP'
pf --until-empty --deadline 20 --maildir Mail
exits 0 'deletions are confirmed, and nothing is deleted: --until-empty ends'
is "$(files Mail)" 6 'once that is known'
like err '^popfetch: the same messages came again: .* --until-empty ends here$' \
	'and says so'
serve 'UIDL TOP' 'UIDL => +OK|1 %s-1|2 %s-2|3 %s-3|.|'
pf --keep --until-empty --deadline 20 --maildir Mail
exits 0 'unique-ids are others each time: it ends, too'
is "$(files Mail)" 6 'once that is known'
is "$(wc -l <err | tr -d ' ')" 1 'and says so in a line'
serve 'UIDL TOP' 'UIDL => +OK|1 %s-1|2 %s-2|3 %s-3|.|' \
	'RETR (.) => +OK|Subject: %s||text||.|'
# shellcheck disable=SC2317,SC2329 # await calls it
goes_on() {
	[ "$(files Mail/new)" -gt 6 ]
}
pf_start --keep --until-empty --maildir Mail
ok 'but not where the server hides what was retrieved, and other mail comes' \
	await goes_on
kill "$pf_pid"
pf_wait
unlike err unique-ids 'in which there is nothing odd'

# ---- Listings ------------------------------------------------------------------

serve 'UIDL TOP' 'LIST => +OK|1 30|2 -1|3 30|.|'
pf --keep --maildir Mail
is "$(files Mail)" 3 'a size below nothing costs no mail'
pf --keep --maildir Mail
exits 0 'nor does it the next time'
is "$(wc -l <err | tr -d ' ')" 1 'and is told once, however often it is listed'
pf --retr 2
exits 0 'and can be asked for by its number'
is "$(head -n 1 out)" 'Subject: 2' 'which --list shows'
is "$(wc -l <err | tr -d ' ')" 1 'although LIST is asked for twice then'

serve 'UIDL TOP' 'UIDL => +OK|+OK 1 a|+OK 2 b|+OK 3 c|.|'
pf --keep --maildir Mail
exits 0 'a status indicator in front of each unique-id'
silent 'is no trouble'
is "$(subjects)" '1 2 3 ' 'all messages come'
pf --keep --maildir Mail
is "$(subjects)" '1 2 3 ' 'once'

serve UIDL 'STAT => +OK 0 0|' 'LIST|UIDL => -ERR no messages|'
for words in '--maildir Mail' --list --uidl --dry-run --catch-up; do
	# shellcheck disable=SC2086
	pf $words
	exits 0 "$words of an empty maildrop whose listing is refused"
	empty out 'shows nothing'
	empty err 'and says nothing'
done
pf --check
exits 1 'no mail is no mail there, too'
serve '' 'STAT => +OK 0 0|' 'LIST|UIDL => -ERR no messages|'
pf --maildir Mail
exits 0 'nor is it mail where unique-ids are unknown'
empty err 'without a word'
serve UIDL 'STAT => +OK 3 90|' 'LIST|UIDL => -ERR no messages|'
pf --maildir Mail
exits 69 'where STAT counts some it is a refusal'

# ---- Messages that end too early or too late ----------------------------------

serve 'UIDL TOP PIPELINING' 'RETR 1\+ => +OK|Subject: 1||text||+OK 30|.|' \
	'RETR 2\+ => Subject: 2||text||+OK 30|.|'
pf --maildir Mail
exits 76 "WildDuck's pipeline, which answers inside a message"
is "$(files Mail)" 0 'delivers nothing that is not as it was'
pf --maildir Mail
exits 0 'the next run does without'
is "$(subjects)" '2 3 1 ' 'and all come'
is "$(grep -rl OK Mail | wc -l | tr -d ' ')" 0 'as they were'
log_forget
pf --all --keep --maildir Mail
is "$(heard CAPA)" 0 'as does the one behind it'
serve 'UIDL TOP' 'RETR 1 => +OK|Subject: 1||one|.|two|.|'
pf --maildir Mail
exits 76 'a dot that is not stuffed'
pf --maildir Mail
pf --maildir Mail
exits 65 'in one message'
is "$(subjects)" '2 3 ' 'keeps no other from coming'
is "$(heard 'DELE 1')" 0 'nor is the rest of it lost'

finish
