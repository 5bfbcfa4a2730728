/** What several features share. Not for applications: the module does not export it. */
@NullMarked
package io.github.titanembeddings.internal;

import org.jspecify.annotations.NullMarked;
