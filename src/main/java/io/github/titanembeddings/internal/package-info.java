/** What no application may use: the module does not export it, and it changes without notice. */
@NullMarked
package io.github.titanembeddings.internal;

import org.jspecify.annotations.NullMarked;
