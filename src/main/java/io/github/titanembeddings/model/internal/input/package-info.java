/** The texts and images of a request: sources, checks, truncation, downscaling. */
@NullMarked
package io.github.titanembeddings.model.internal.input;

import org.jspecify.annotations.NullMarked;
