#!/usr/bin/perl
# mbox-split.pl MBOX FOLDER - what a reader of mboxrd makes of it, a file each.
use strict;
use warnings;

my ($mbox, $folder) = @ARGV;
my ($n, $text) = (0, '');

sub done {
	return unless $n;
	$text =~ s/\n\z// or die "no blank line behind $n";
	open my $out, '>:raw', "$folder/$n" or die "$folder/$n: $!";
	print $out $text;
	close $out or die $!;
}

open my $in, '<:raw', $mbox or die "$mbox: $!";
while (<$in>) {
	if (/^From /) { done(); $n++; $text = ''; next }
	s/^>(>*From )/$1/;
	$text .= $_;
}
done();
