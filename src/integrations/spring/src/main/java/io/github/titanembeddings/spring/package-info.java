/**
 * Spring Boot auto-configuration of the clients, and Spring AI's embedding models over them.
 *
 * <p>One jar serves Spring Boot 3.5 with Spring AI 1.1, and Spring Boot 4.0 with Spring AI 2.0.
 * Spring AI is optional: without it there are the clients alone.
 */
@NullMarked
package io.github.titanembeddings.spring;

import org.jspecify.annotations.NullMarked;
