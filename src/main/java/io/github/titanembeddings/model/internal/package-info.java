/** Names and refusals of the model's wire format. */
@NullMarked
package io.github.titanembeddings.model.internal;

import org.jspecify.annotations.NullMarked;
