/** Request bodies and response bodies of the model. */
@NullMarked
package io.github.titanembeddings.model.internal.json;

import org.jspecify.annotations.NullMarked;
