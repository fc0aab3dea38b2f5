#!/usr/bin/perl
# json.pl - JSON Lines, read by somebody else's parser.
#
#	json.pl members MEMBER...	of each object these members, with "|"
#					between; "-" for one that is absent
#	json.pl names			of each object the names of its members
#	json.pl messages DIR		writes the octets of each object's message
#					into a file of DIR, 1, 2...
#
# Each line of standard input must be an object of version 1, in ASCII.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;

my ($what, @names) = @ARGV;
my @objects;
while (my $line = <STDIN>) {
	die "not ASCII: $line" if $line =~ /[^\x20-\x7E\n]/;
	die "not a whole line: $line" if $line !~ /\n\z/;
	my $object = decode_json($line);
	die "no object: $line" if ref $object ne 'HASH';
	die "version: $line" if $object->{v} ne 1;
	push @objects, $object;
}

sub text {
	my ($value) = @_;
	return '-' if !defined $value;
	return $value ? 'true' : 'false' if JSON::PP::is_bool($value);
	utf8::encode($value);
	return $value;
}

sub octets {
	my ($object) = @_;
	my $octets = $object->{message};
	if (exists $object->{encoding}) {
		die if $object->{encoding} ne 'base64';
		return decode_base64($octets);
	}
	utf8::encode($octets);
	return $octets;
}

if ($what eq 'members') {
	print join('|', map { text($_) } @$_{@names}), "\n" for @objects;
} elsif ($what eq 'names') {
	print join(' ', sort keys %$_), "\n" for @objects;
} elsif ($what eq 'messages') {
	for my $number (1 .. @objects) {
		open my $file, '>:raw', "$names[0]/$number" or die "$!\n";
		print $file octets($objects[$number - 1]);
		close $file or die "$!\n";
	}
}
