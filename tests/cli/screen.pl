#!/usr/bin/perl
# What is to be seen on a terminal once it has got standard input: its lines
# from the first one on, without blanks at their ends.  It knows no more than
# status-lines.c says, and dies of anything else; it has no width.
use strict;
use warnings;
use open qw(:std :encoding(UTF-8));

local $/;
my $octets = <STDIN>;
$octets =~ s/\AScript started.*?\n|\n?Script done.*\z//sg;
my ($row, $column, @rows) = (0, 0, '');
while ($octets =~ /\G(?:(\r)|(\n)|\e\[(\d*)([A-Z])|([^\r\n\e]+))/gc) {
	if (defined $1) {
		$column = 0;
	} elsif (defined $2) {
		$rows[++$row] //= '';
	} elsif (defined $5) {
		$rows[$row] .= ' ' x ($column - length $rows[$row])
			if $column > length $rows[$row];
		substr $rows[$row], $column, length $5, $5;
		$column += length $5;
	} elsif ($4 eq 'A') {
		$row -= $3;
		die "above the first line\n" if $row < 0;
	} elsif ($4 eq 'K' || $4 eq 'J') {
		substr($rows[$row], $column) = ''
			if $column < length $rows[$row];
		splice @rows, $row + 1 if $4 eq 'J';
	} else {
		die "what is ESC [ $3 $4?\n";
	}
}
die "what is ESC there?\n" if (pos $octets // 0) < length $octets;
s/ +$// for @rows;
pop @rows while @rows && $rows[-1] eq '';
print "$_\n" for @rows;
