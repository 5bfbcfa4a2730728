/** The limits of the service, and the violations of an input. */
@NullMarked
package io.github.titanembeddings.validation;

import org.jspecify.annotations.NullMarked;
