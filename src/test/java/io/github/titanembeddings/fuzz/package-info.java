/**
 * Fuzz tests. {@code mvn test} replays their seeds; {@code JAZZER_FUZZ=1 mvn test -Dtest=…} fuzzes
 * one of them for its maximum duration.
 */
package io.github.titanembeddings.fuzz;
