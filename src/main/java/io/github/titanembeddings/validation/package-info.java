/** What the service allows, and what was found wrong with an input. */
@NullMarked
package io.github.titanembeddings.validation;

import org.jspecify.annotations.NullMarked;
