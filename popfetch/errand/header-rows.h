/*
 * header-rows.h - rows of the scan listing with what the headers say: date,
 * from and subject.
 */
#ifndef POPFETCH_HEADER_ROWS_H
#define POPFETCH_HEADER_ROWS_H

#include "popfetch/maildrop/selection.h"

/*
 * A row for each of count targets, at least one, whose tags are places in the
 * selection's listing.  EXIT_DATA once it has been said which headers the
 * server does not give, EXIT_UNAVAILABLE where it has no TOP; rows are without
 * them then.
 */
enum exit_status header_rows_print(struct visit *visit, struct row *row,
    const struct selection *selection, const struct pop3_target *targets,
    size_t count);

#endif
