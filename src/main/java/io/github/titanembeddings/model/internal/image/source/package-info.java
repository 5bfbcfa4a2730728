/** Sources of image bytes: memory, file, stream, object store. */
@NullMarked
package io.github.titanembeddings.model.internal.image.source;

import org.jspecify.annotations.NullMarked;
