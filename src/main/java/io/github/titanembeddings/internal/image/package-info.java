/** Image bytes in memory or in a file, for random access. */
@NullMarked
package io.github.titanembeddings.internal.image;

import org.jspecify.annotations.NullMarked;
