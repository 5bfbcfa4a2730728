/** Files in folders. Not for use outside this library. */
@NullMarked
package io.github.titanembeddings.internal.files;

import org.jspecify.annotations.NullMarked;
