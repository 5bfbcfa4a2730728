/** The files of results that other programs read. */
@NullMarked
package io.github.titanembeddings.bulk.internal.export;

import org.jspecify.annotations.NullMarked;
