/** Internal access to the model. */
@NullMarked
package io.github.titanembeddings.model.internal;

import org.jspecify.annotations.NullMarked;
