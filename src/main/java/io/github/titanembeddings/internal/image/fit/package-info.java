/** Decodes, downscales and encodes images to fit the model's limits. */
@NullMarked
package io.github.titanembeddings.internal.image.fit;

import org.jspecify.annotations.NullMarked;
