/** Abbreviation, invisible text, lone surrogates, token estimates, and base64. */
@NullMarked
package io.github.titanembeddings.internal.text;

import org.jspecify.annotations.NullMarked;
