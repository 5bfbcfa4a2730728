/** Prepared requests, and internal access to the package {@code model}. */
@NullMarked
package io.github.titanembeddings.model.internal;

import org.jspecify.annotations.NullMarked;
