/** Images on their way into a request body. */
@NullMarked
package io.github.titanembeddings.model.internal.image;

import org.jspecify.annotations.NullMarked;
