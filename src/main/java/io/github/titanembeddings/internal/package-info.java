/** Code that several features share. Not exported by the module. */
@NullMarked
package io.github.titanembeddings.internal;

import org.jspecify.annotations.NullMarked;
