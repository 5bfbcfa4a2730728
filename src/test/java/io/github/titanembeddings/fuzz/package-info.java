/**
 * Fuzz tests; {@code JournalRowFuzzTest} is in the package of the row. {@code mvn test} replays
 * their seeds, which are in a resource folder named after the test class and its method, and {@code
 * mvn -Pall test} also does so under Jazzer's bug detectors; {@code JAZZER_FUZZ=1 mvn
 * surefire:test@fuzz -Dtest=…} fuzzes one of them for its maximum duration.
 */
package io.github.titanembeddings.fuzz;
