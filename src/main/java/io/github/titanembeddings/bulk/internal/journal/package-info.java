/**
 * The file of a journal: how its records look, how they are written, found again and looked up.
 *
 * <p>A file is a header and then records, each with a mark, its length and a CRC-32C that also
 * covers the place where it stands. A record is written by one call and never changed. What follows
 * the last whole record is a torn tail and is cut; what is not whole but is followed by a whole
 * record is damage, which is never passed over in silence. Numbers are little-endian.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.journal;

import org.jspecify.annotations.NullMarked;
