/**
 * What can go wrong: an input that can't be sent, a service that refuses, a connection that breaks,
 * a reply that makes no sense. One unchecked base class; the asynchronous client's futures fail
 * with the same types.
 */
@NullMarked
package io.github.titanembeddings.exception;

import org.jspecify.annotations.NullMarked;
