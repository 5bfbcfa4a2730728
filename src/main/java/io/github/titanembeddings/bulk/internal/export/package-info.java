/** Writers of result files. */
@NullMarked
package io.github.titanembeddings.bulk.internal.export;

import org.jspecify.annotations.NullMarked;
