/** Text: where it can be cut, and whether it can be written as UTF-8. */
@NullMarked
package io.github.titanembeddings.internal.text;

import org.jspecify.annotations.NullMarked;
