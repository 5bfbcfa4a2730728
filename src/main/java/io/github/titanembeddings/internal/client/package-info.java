/**
 * The code that the blocking and the asynchronous client share: {@code ClientSettings} completes a
 * request with the client's defaults, {@code FamilyCheck} rejects one for another model family,
 * {@code EmbedCall} sends it, and {@code CallObserver} reports it to the listener.
 */
@NullMarked
package io.github.titanembeddings.internal.client;

import org.jspecify.annotations.NullMarked;
