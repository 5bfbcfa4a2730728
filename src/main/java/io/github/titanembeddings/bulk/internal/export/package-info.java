/** Writers of result files for other programs. */
@NullMarked
package io.github.titanembeddings.bulk.internal.export;

import org.jspecify.annotations.NullMarked;
