#!/bin/sh
# Unique-ids that are odd, change, or are not there at all.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# refill [FAULT]...
refill() {
	start_over
	drop_empty
	message a
	message b
	message c
	server_fault "$@"
}

# days_pass N: the state file gets older.
days_pass() {
	perl "$SOURCE/tests/cli/age.pl" $(($1 * 86400)) state/*.uidl || exit 1
}

# ---- Odd ones -----------------------------------------------------------------

refill duplicate-uids
pf --maildir Mail
is "$(subjects)$(left)" 'a b c ' 'repeated ones, deleted'
refill duplicate-uids
for _ in 1 2; do
	pf --keep --maildir Mail
	is "$(subjects)" 'a b c ' 'repeated ones, kept, come once each'
done
message d
pf --keep --maildir Mail
is "$(subjects)" 'a b c d ' 'one more of them is new'
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d ' 'and all go'
refill no-top
for name in a b c; do
	echo same >"drop/$name.eml.uid"
done
for _ in 1 2 3; do
	pf --keep-newest 2 --maildir Mail
	is "$(subjects)$(left)" 'a b c b c ' 'those that stay when one goes'
done
pf --maildir Mail
is "$(subjects)$(left)" 'a b c ' 'are those that they were'
for known in --keep=30d --catch-up; do
	refill no-top
	rm drop/c.eml drop/b.eml
	echo same >drop/a.eml.uid
	pf --keep=30d --maildir Mail
	days_pass 20
	message b
	echo same >drop/b.eml.uid
	[ "$known" = --catch-up ] && pf --catch-up
	pf --keep=30d --maildir Mail
	came=$(subjects)
	days_pass 15
	for _ in 1 2; do
		pf --keep=30d --maildir Mail
		is "$(left)" 'b ' "what is known of the second by $known,"
		is "$(subjects)" "$came" 'is so when the first has gone'
	done
done
refill duplicate-uids
pf --maildir Mail
drop_empty
message a "another text, and the unique-id of one that was deleted"
pf --maildir Mail
is "$(subjects)" 'a b c a ' 'one that comes back is another message'

# What is known of them is by their headers: nothing else tells them apart.
refill empty-uids --fault quit-lost
pf --maildir Mail
exits 69 'empty ones, and the answer to QUIT is lost'
message d
message e
server_fault empty-uids
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d e ' 'others that are empty are new'
refill empty-uids
pf --keep --maildir Mail
rm drop/a.eml
message d
pf --keep --maildir Mail
is "$(subjects)" 'a b c d ' 'so is one where another program deleted one'
pf --list=new
silent 'then none is new'
pf --list
is "$(cut -f 3 out | sort -u)" '' 'and they are listed as they are'
pf --dry-run
is "$(cut -f 4 out | sort -u)" '' 'by --dry-run, too'
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d ' 'and all go'
refill empty-uids --fault no-capa
pf --keep --maildir Mail
is "$(subjects)" 'a b c ' 'without CAPA they come, too'
server_fault empty-uids --fault no-capa --fault no-top
pf --keep --maildir Mail
exits 69 'and where TOP is lost'
is "$(subjects)" 'a b c ' 'do not come once more'
like err '^popfetch: the server had TOP, and now refuses it' 'which is told'
refill no-sasl
echo >drop/a.eml.uid
echo >drop/c.eml.uid
pf --keep --maildir Mail
rm drop/a.eml
message d
echo >drop/d.eml.uid
pf --trace --keep --maildir Mail
is "$(subjects)" 'a b c d ' 'some are empty, and others are not'
is "$(grep -c '^C: TOP' err)" 2 'headers are asked for where they are'
like err '^C: LIST$' 'and octets of all'
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d ' 'and all go'

for length in 71 300 4096; do
	refill "long-uids:$length"
	pf --keep --maildir Mail
	exits 0 "unique-ids of $length octets"
	pf --maildir Mail
	is "$(subjects)$(left)" 'a b c ' 'each comes once and is deleted'
done
refill long-uids:4097
pf --keep --maildir Mail
exits 65 'unique-ids of 4097 octets'
is "$(files Mail)" 0 'are not touched'
is "$(grep -c '^popfetch: message [123] stays: its unique-id has 4097 octets, more than 4096$' err)" \
	3 'and named'
pf --dry-run
like out 'unique-id too long to be remembered$' '--dry-run says so'
pf --maildir Mail
is "$(left)" 'a b c ' 'nor are they deleted'

refill no-top
printf 'with blank\n' >drop/a.eml.uid
printf '../%%2F\n' >drop/b.eml.uid
printf '\303\251\377\n' >drop/c.eml.uid
pf --keep --maildir Mail
exits 0 'blanks, slashes and octets that are not ASCII'
pf --maildir Mail
is "$(subjects)$(left)" 'a b c ' 'are unique-ids like any other'

# ---- Listings that do not agree ---------------------------------------------------

refill uidl-without:2
for keep in keep no-keep; do
	pf "--$keep" --maildir Mail
	exits 65 "LIST names one that UIDL does not, --$keep"
	like err '^popfetch: message 2 stays: the server names no unique-id' \
		'it is named'
done
is "$(subjects)" 'a c ' 'the others come'
is "$(left)" 'b ' 'and go'

# ---- All of them change -----------------------------------------------------------

refill no-top
pf --keep --maildir Mail
server_fault other-uids
pf --keep --maildir Mail
exits 0 'a server that changes all unique-ids'
is "$(files Mail)" 6 'makes all mail new'
like err '^popfetch: none of the 3 messages that were on the server is there any more, and 3 others are' \
	'and the user is told'
pf --keep --maildir Mail
is "$(files Mail)" 6 'they are known from then on'
silent 'and nothing more is said'
server_fault no-top
pf --keep --maildir Mail
is "$(files Mail)" 6 'nor when it changes back'
silent 'which is not worth a word'
refill no-top
pf --keep --maildir Mail
drop_empty
message x
message y
pf --keep --maildir Mail
silent 'mail that only went and came is no such thing'
refill quit-lost
pf --maildir Mail
exits 69 'deletions that are not confirmed'
server_fault no-top
message d
message e
message f
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d e f ' 'were made all the same'
like err 'the former may have been deleted or hidden, or the unique-ids have changed' \
	'and may be, as far as one can know'

# ---- No UIDL ----------------------------------------------------------------------

for pipeline in auto off; do
	refill no-uidl
	pf --keep --pipeline "$pipeline" --maildir Mail
	exits 0 "no UIDL, pipeline $pipeline"
	silent 'in silence'
	is "$(subjects)" 'a b c ' 'all come'
	message d
	cp drop/a.eml drop/a2.eml
	rm drop/b.eml
	pf --keep --maildir Mail
	is "$(subjects)" 'a b c a d ' 'what is new comes, equal headers too'
	pf --keep --maildir Mail
	is "$(files Mail)" 5 'and then nothing'
	pf --check
	exits 1 '--check knows'
	message e
	pf --check
	is "$(cut -f 1,2 out)" "$(printf '1\t5')" 'what is new'
	pf --dry-run
	pf --retr "uid:$(sed -n '/^retrieve/p' out | cut -f 4)"
	same out drop/e.eml '--dry-run names it as a SET does'
	pf --maildir Mail
	is "$(subjects)$(left)" 'a b c a d e ' 'all is deleted in the end'
done
refill no-uidl
pf --catch-up
message d
pf --maildir Mail
is "$(subjects)" 'd ' '--catch-up works'
is "$(left)" 'a b c ' 'and deletes nothing'
message e
pf --list=new
is "$(cut -f 1 out)" 4 'the set "new" works, too'
refill no-uidl --fault err:TOP:2
pf --keep --maildir Mail
exits 65 'one header that is refused'
is "$(subjects)" 'a c ' 'leaves the others alone'

refill no-top
pf --keep --maildir Mail
server_fault no-uidl --fault no-capa
pf --keep --maildir Mail
exits 69 'a server that had UIDL yesterday'
is "$(files Mail)" 3 'does not make all mail new'
like err '^popfetch: the server had UIDL, and now refuses it' 'but is told'
for action in --check --list=new '--retr new' '--dele new'; do
	# shellcheck disable=SC2086
	pf $action
	exits 69 "$action takes nothing for new there"
	empty out 'and prints nothing'
	like err '^popfetch: the server had UIDL, and now refuses it' \
		'but says why'
done
pf --list
exits 0 'who does not ask what is new, sees'
is "$(cut -f 3 out)" '' 'a listing without unique-ids'
refill no-uidl
pf --keep --maildir Mail
server_fault no-uidl --fault no-top
pf --maildir Mail
exits 69 'nor does one that had TOP'
is "$(files Mail)" 3 'whatever is to be deleted'
like err '^popfetch: the server had TOP, and now refuses it' 'it is told, too'
refill no-uidl --fault 'err:TOP::[SYS/TEMP] later'
pf --maildir Mail
exits 65 'TOP that is announced and refused for now'
is "$(files Mail)$(left)" '0a b c ' 'is waited for'

# ---- No TOP either ------------------------------------------------------------------

for capa in no-capa no-sasl; do
	refill no-uidl --fault no-top --fault "$capa"
	pf --keep --maildir Mail
	exits 69 "neither UIDL nor TOP, with $capa"
	like err '^popfetch: the server has neither UIDL nor TOP' 'is said'
	is "$(files Mail)" 0 'nothing is fetched when it should be kept'
	pf --keep=1d --maildir Mail
	exits 69 'not for a while either'
	pf --catch-up
	exits 69 'nor can it be marked'
	for action in --list=new --retr=new --dele=new --check; do
		pf "$action"
		exits 69 "nor told what is new, $action"
		like err 'TOP: what is new cannot be known$' 'which is said'
	done
	pf --dry-run
	is "$(cut -f 1,2,4 out)" "$(printf 'retrieve\t%d\t\n' 1 2 3)" \
		'and --dry-run has no unique-ids to show'
	pf --json --dry-run
	unlike out '"uid"' 'nor names of ours'
	pf --json --list=1,uid:x
	exits 66 'a unique-id is of no message there'
	is "$(wc -l <out)" 1 'which does not hide the others'
	unlike out '"uid"' 'nor shows names of ours'
	pf -v --maildir Mail
	exits 0 'else all is fetched'
	is "$(subjects)$(left)" 'a b c ' 'and deleted'
	like err 'may fetch messages twice' '-v tells of the risk'
	message b
	pf --maildir Mail
	silent 'without -v there is not a word'
	is "$(subjects)" 'a b c b ' 'numbers are not taken for names'
done
refill no-uidl --fault no-top --fault quit-drop
pf --maildir Mail
server_fault no-uidl --fault no-top
pf --maildir Mail
is "$(left)" '' 'a QUIT that is lost'
is "$(subjects)" 'a b c a b c ' 'costs copies there, never a message'

finish
