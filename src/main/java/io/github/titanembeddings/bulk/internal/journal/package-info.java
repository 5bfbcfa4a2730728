/**
 * The journal: outcomes in a SQLite database.
 *
 * <p>{@code OutcomeLog} holds the claims of a run and groups outcomes into commits, {@code
 * JournalDatabase} has all SQL, {@code OutcomeRow} converts outcomes to rows with a checksum,
 * {@code JournalLock} admits one writer and marks how the database was left, {@code JournalRepair}
 * replaces a damaged one by a copy of its {@code IntactOutcomes} and, by {@code BatchRunCopy}, of
 * the state of its batch run.
 *
 * <p>SQLite runs in rollback mode. In WAL mode committed rows live in a second file, and recovery
 * drops them silently if that file is lost, cut, or has one flipped bit. H2 and MapDB have no
 * comparable record of surviving crashes and no tools to query them; the library's former file
 * format needed heap for each item and code for each kind of damage.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.journal;

import org.jspecify.annotations.NullMarked;
