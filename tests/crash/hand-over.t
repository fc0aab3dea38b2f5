#!/usr/bin/perl
# hand-over.t - killed at any call that touches the disk or the connections
# while messages are handed over, and run again: each message is taken, whole,
# and at most the one that was just being handed over is taken twice.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use HandOver;
use Rounds qw(possible_or_skip parallel kill_everywhere tally_add report
    finish);

# All that is wrong but one copy.
sub wrongs {
	my ($world) = @_;
	my $copies = 0;

	return grep { $_->[0] ne 'copies' || $copies++ > 0 } $world->wrongs;
}

sub kill_once {
	my ($world, $tally, $moment, $class, $n) = @_;

	$world->reset;
	my (undef, undef, $struck) = $world->strike("$moment:$class:$n");
	return 0 if $struck eq '';
	my ($status, $errors) = $world->fetch;
	my @fields = split /\t/, $struck;
	tally_add($tally, "$moment $class call $n, $fields[2] $fields[4]",
	    wrongs($world), $status == 0 && $errors eq '' ? ()
	    : ['bad', "the next run: status $status, $errors"]);
	return 1;
}

sub kill_in {
	my ($mode) = @_;

	return kill_everywhere(HandOver->new(%$mode), \&kill_once);
}

possible_or_skip();
my @modes = map { my $kind = $_; map { { kind => $kind, keep => $_ } } 0, 1 }
    qw(mda lmtp);
my @tallies = parallel(\&kill_in, @modes);
report("$modes[$_]{kind}, " . ($modes[$_]{keep} ? 'keep' : 'delete'), 'kills',
    $tallies[$_]) for 0 .. $#modes;
finish();
