/**
 * The library's exceptions, all unchecked: invalid input, a rejection or failure by the service, a
 * broken connection, a malformed response. The futures of asynchronous clients fail with the same
 * types.
 */
@NullMarked
package io.github.titanembeddings.exception;

import org.jspecify.annotations.NullMarked;
