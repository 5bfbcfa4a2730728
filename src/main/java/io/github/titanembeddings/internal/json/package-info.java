/** JSON of reports. */
@NullMarked
package io.github.titanembeddings.internal.json;

import org.jspecify.annotations.NullMarked;
