/**
 * Text utilities: abbreviation, invisible characters, unpaired surrogates, token estimates, base64.
 */
@NullMarked
package io.github.titanembeddings.internal.text;

import org.jspecify.annotations.NullMarked;
