/**
 * Text: where it can be cut, whether it is blank, whether it can be written as UTF-8, and base64.
 */
@NullMarked
package io.github.titanembeddings.internal.text;

import org.jspecify.annotations.NullMarked;
