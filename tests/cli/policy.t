#!/bin/sh
# Which messages are fetched, kept and deleted, and in which order.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

drop_refill() {
	start_over
	drop_empty
	for one in a b c d e; do
		message "$one" "text of $one"
	done
}

server_start
drop_refill

# ---- keep ---------------------------------------------------------------------

pf --keep --maildir Mail
is "$(left)" 'a b c d e ' '--keep leaves all'
pf --keep=1h --maildir Mail
is "$(left)" 'a b c d e ' '--keep=DURATION leaves what is younger'
silent 'in silence'
pf --keep=1h --dry-run
like out '^keep.*seen before, not kept long enough yet$' '--dry-run says so'
# shellcheck disable=SC2317,SC2329 # await calls it
all_have_aged() {
	pf --keep=1 --dry-run
	[ "$(grep -c '^delete.*delivered before, kept long enough$' out)" = 5 ]
}
ok 'when it is older' await all_have_aged
is "$(left)" 'a b c d e ' 'and deletes nothing'
message f
pf -v --keep=1 --maildir Mail
like err '^popfetch: message 1 is deleted: delivered before, kept long' \
	'-v says which are deleted'
is "$(left)" 'f ' 'what is older goes, what is new is kept'
is "$(subjects)" 'a b c d e f ' 'all are delivered once'
printf 'account x { host = 127.0.0.1 user = jim tls = none keep = 30d
	maildir = %s/Mail state-dir = %s/state port = %s
	password-file = %s/password }' "$tmp" "$tmp" "$port" "$tmp" >conf
run --config conf
exits 0 'keep = 30d in the configuration'
is "$(left)" 'f ' 'keeps'
run --config conf --print-config
like out 'keep = "?30d"?' 'and is printed as it was written'
run --config conf --no-keep
is "$(left)" '' '--no-keep takes it back'

drop_refill
pf --keep-newest 2 --maildir Mail
is "$(left)" 'd e ' '--keep-newest leaves the last ones'
is "$(subjects)" 'a b c d e ' 'after all are delivered'
message f
pf --keep-newest 2 --dry-run
is "$(cut -f 1,5 out | tr '\n\t' ',:')" \
	'delete:delivered before,keep:seen before, among the newest,retrieve:not seen yet,' \
	'--dry-run says why'
pf --keep-newest 2 --maildir Mail
is "$(left)" 'e f ' 'and the next run moves on'
pf --keep-newest 1 --keep --maildir Mail
is "$(left)" 'e f ' 'a message stays while any policy keeps it'

# ---- all --------------------------------------------------------------------------

drop_refill
pf --keep --maildir Mail
pf --keep --all --maildir Mail
is "$(subjects)" 'a b c d e a b c d e ' '--all fetches what was seen'

# ---- max-size ---------------------------------------------------------------------

drop_refill
message c "$(printf '%05000d' 0)"
pf --quiet --max-size 4K --maildir Mail
exits 0 '--max-size is no failure'
is "$(left)" 'c ' 'leaves larger messages'
silent 'and does not name them with --quiet'
pf --max-size 4K --maildir Mail
exits 0 'the first run that may'
like err '^popfetch: message 1 stays: [0-9]+ octets are larger' 'names them'
for _ in 1 2; do
	pf --max-size 4K --maildir Mail
	exits 0 'the next run'
	silent 'does not say it again'
done
pf --max-size 0 --max-octets 0 --dry-run
like out '^retrieve.1.5[0-9]*.c.not seen yet' '0 is no limit'
pf -v --max-size 4K --maildir Mail
like err '^popfetch: message 1 stays: [0-9]+ octets are larger' \
	'-v names them'
pf --progress always --max-size 4K --maildir Mail
like err 'popfetch: message 1 stays: [0-9]+ octets are larger' \
	'whoever sees progress is told, too'
pf --dry-run --max-size 4K
like out '^keep.1.5[0-9]*.c.larger than what is wanted$' '--dry-run, too'
pf --json --list
unlike out 'tries' 'they have not failed'
server_fault err:RETR:1
pf --dry-run
like out 'not seen yet' 'nor when they are wanted'
pf --maildir Mail
exits 65 'and refused'
server_fault no-last
pf --max-size 8K --maildir Mail
is "$(left)" '' 'until they are wanted'
is "$(subjects)" 'a b d e c ' 'each once'

drop_refill
message c "$(printf '%05000d' 0)"
pf --headers-only --maildir Mail
for _ in 1 2; do
	pf --all --max-size 4K --until-empty --keep --maildir Mail
	exits 0 'a larger one that was seen, with --all'
	is "$(cut -d : -f 1,2 err)" 'popfetch: message 3 stays' \
		'is named in each run, once'
done
pf --catch-up
pf --dry-run --max-size 4K
unlike out '^retrieve' 'and has been seen all the same'

drop_refill
message c "$(printf '%05000d' 0)"
server_fault no-uidl --fault no-top
for _ in 1 2; do
	pf --max-size 4K --maildir Mail
	like err 'are larger' 'without UIDL and TOP each run names them'
	unlike state/*.uidl '^troubled' 'and remembers nothing'
done
server_fault no-last

# ---- The limits of a session --------------------------------------------------------

drop_refill
pf --max-messages 2 --maildir Mail
is "$(left)" 'c d e ' '--max-messages'
pf --max-messages 2 --newest-first --maildir Mail
is "$(left)" 'c ' 'of the newest with --newest-first'
is "$(subjects)" 'a b e d ' 'which come first'
drop_refill
pf --keep --max-messages 2 -v --maildir Mail
like err 'message 3 stays for now: more than one session may fetch' \
	'-v says what waits'
pf --keep --max-messages 2 --maildir Mail
pf --keep --max-messages 2 --maildir Mail
is "$(subjects)" 'a b c d e ' 'with --keep the next runs go on'

drop_refill
pf --keep --max-octets 250 --maildir Mail
is "$(subjects)" 'a ' '--max-octets'
pf --keep --max-octets 1 --maildir Mail
is "$(subjects)" 'a b ' 'lets one through in any case'
pf --keep --max-octets 1M --maildir Mail
is "$(subjects)" 'a b c d e ' 'or as many as fit'
drop_refill
pf --keep --newest-first --mbox mbox
is "$(sed -n 's/^Subject: //p' mbox | tr '\n' ' ')" 'e d c b a ' \
	'--newest-first into an mbox'

# ---- headers-only --------------------------------------------------------------------

drop_refill
log_forget
pf --headers-only --maildir Mail
exits 0 '--headers-only'
silent 'in silence'
is "$(subjects)" 'a b c d e ' 'delivers all'
is "$(grep -rl 'text of' Mail | wc -l | tr -d ' ')" 0 'without their text'
is "$(said 'RETR .*|DELE .*')" 0 'retrieves and deletes nothing'
pf --headers-only --maildir Mail
is "$(files Mail)" 5 'they are seen'
pf --maildir Mail
is "$(left)" 'a b c d e ' 'and never deleted, since nobody has them whole'
pf --dry-run
like out '^keep.*marked as seen, never retrieved whole$' '--dry-run says so'
pf --all --maildir Mail
is "$(left)" '' '--all fetches them whole'
is "$(grep -rl 'text of' Mail | wc -l | tr -d ' ')" 5 'with their text'

drop_refill
pf --keep --maildir Mail
pf --headers-only --all --maildir Mail
is "$(files Mail)" 10 '--headers-only --all of what was fetched whole'
is "$(left)" 'a b c d e ' 'deletes nothing'
pf --dry-run
is "$(grep -c '^delete.*delivered before$' out)" 5 'which stays delivered whole'
pf --maildir Mail
is "$(left)" '' 'and is deleted by the next fetch'
drop_refill
pf --headers-only --mda 'cat'
pf --headers-only --all --mda 'cat'
pf --mda 'cat'
is "$(left)" 'a b c d e ' 'what twice came without its text stays'
pf --all --keep --mda 'cat'
pf --headers-only --all --mda 'cat'
pf --mda 'cat'
is "$(left)" '' 'and goes once a program was given it whole'

drop_refill
for row in no-top 'no-top --fault no-capa'; do
	# shellcheck disable=SC2086
	server_fault $row
	pf --headers-only --maildir Mail
	exits 69 "--headers-only, $row"
	is "$(cat err)" \
		'popfetch: the server has no TOP, by which headers come' \
		'is told once'
	is "$(said 'TOP .*')" 3 'and asked of few'
	pf --headers-only --max-messages 1 --maildir Mail
	exits 69 'of one message, too'
	pf --headers-only --dry-run --maildir Mail
	exits 69 'which --dry-run finds out'
	empty out 'and promises nothing'
	is "$(cat err)" \
		'popfetch: the server has no TOP, by which headers come' \
		'but says why'
done
pf --json --list
unlike out '"(tries|reason)":' 'no message is in trouble'
for row in hidden-top no-capa; do
	server_fault "$row" --fault err:TOP:1:cannot
	start_over
	pf --headers-only --dry-run --maildir Mail
	exits 0 "--dry-run where TOP is refused for one message, $row"
	is "$(wc -l <out | tr -d ' ')" 5 'is of all'
	pf --headers-only --maildir Mail
	exits 65 "TOP that is refused for one message, $row"
	is "$(cat err)" 'popfetch: message 1 stays: cannot' 'is of that message'
	is "$(subjects)" 'b c d e ' 'and stops no other'
done
server_fault no-top
start_over
pf --keep --maildir Mail
exits 0 'without TOP a fetch is as ever'
pf --headers-only --maildir Mail
exits 0 'and no failure where none is asked for'
server_fault no-last

# ---- until-empty ---------------------------------------------------------------------

drop_refill
server_fault show:2
pf --maildir Mail
is "$(left)" 'c d e ' 'a server that shows only two messages'
pf --until-empty --maildir Mail
exits 0 '--until-empty'
is "$(left)" '' 'asks until nothing is left'
is "$(subjects)" 'a b c d e ' 'each once'
is "$(said 'QUIT')" 4 'and one session more'
log_forget
pf --until-empty --maildir Mail
await grep -q 'C: QUIT$' "$log"
is "$(said 'QUIT')" 1 'one session where nothing is new'
drop_refill
log_forget
pf --keep --until-empty --maildir Mail
is "$(subjects)" 'a b ' 'with --keep, where the server never moves on'
is "$(said 'QUIT')" 2 'it ends, too'
drop_refill
log_forget
printf 'secret\nwrong\n' >two-lines
"$popfetch" --tls none --password-fd 3 --state-dir state --until-empty \
	--maildir Mail "$url" 3<two-lines >out 2>err
is "$(left)" '' 'the secret is asked for once'
drop_refill
log_forget
server_fault show:2 --fault err:RETR:1
pf --until-empty --maildir Mail
exits 65 'a message that is refused does not keep it going'
is "$(left)" 'a ' 'and stays'
is "$(subjects)" 'b c d e ' 'the others come'
is "$(said 'RETR 1')" 2 'it is tried twice, and then rests'

# A session more must not bring what this run has fetched, or there is no end;
# what the run before has fetched in the same second is not that.
for row in '--keep:a b ' '--headers-only:a b ' '--no-keep:a b c d e '; do
	drop_refill
	server_fault no-last
	pf --keep --maildir Mail
	server_fault show:2
	pf --until-empty --all "${row%%:*}" --deadline 20 --maildir Mail
	exits 0 "--until-empty --all ${row%%:*} ends"
	is "$(subjects)" "a b c d e ${row#*:}" 'and fetches each once more'
done

# ---- catch-up --------------------------------------------------------------------------

server_stop
server_start
drop_refill
log_forget
pf --catch-up
exits 0 '--catch-up'
silent 'says nothing'
is "$(said 'RETR .*|TOP .*|DELE .*')" 0 'fetches nothing'
message f
pf --maildir Mail
is "$(subjects)" 'f ' 'what was there is seen'
is "$(left)" 'a b c d e ' 'and not deleted'
pf --check
exits 1 'and not new'
message g
pf --catch-up -v
like err '^popfetch: 1 of 6 messages are now taken for seen$' '-v counts'
pf --catch-up --maildir Mail
exits 64 'it has no use for a destination'

# ---- dry-run ---------------------------------------------------------------------------

drop_refill
pf --dry-run --max-messages 1 --newest-first
is "$(cut -f 1 out | tr '\n' ' ')" 'keep keep keep keep retrieve ' \
	'--dry-run shows limits and order'
like out '^retrieve.5.[0-9]+.e.not seen yet, then deleted$' 'and what follows'
pf --dry-run --headers-only
unlike out 'then deleted' 'which is nothing with --headers-only'
not_ok 'and nothing is written' test -e state

finish
