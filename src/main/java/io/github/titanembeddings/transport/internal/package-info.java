/** AWS SDK clients, HTTP clients and the translation of their failures. */
@NullMarked
package io.github.titanembeddings.transport.internal;

import org.jspecify.annotations.NullMarked;
