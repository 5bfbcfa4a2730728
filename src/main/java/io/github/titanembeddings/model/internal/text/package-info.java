/** Token estimates and truncation. */
@NullMarked
package io.github.titanembeddings.model.internal.text;

import org.jspecify.annotations.NullMarked;
