/** Access to what the model does not show to users. */
@NullMarked
package io.github.titanembeddings.model.internal;

import org.jspecify.annotations.NullMarked;
