package io.github.titanembeddings.internal;

/** Names the dependency to add if an optional one is missing. */
public final class MissingDependency {
  private MissingDependency() {}

  /**
   * Checks that a class exists.
   *
   * @throws IllegalStateException if it is missing; the message names the artifact to add
   */
  public static void require(String className, String artifact, String what) {
    try {
      Class.forName(className, false, MissingDependency.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          what + " needs " + artifact + " on the class path; add that dependency", e);
    }
  }
}
