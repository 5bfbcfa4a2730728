package io.github.titanembeddings.internal;

/** Says which dependency to add where an optional one is missing. */
public final class OptionalDependency {
  private OptionalDependency() {}

  /**
   * Does nothing if a class is there.
   *
   * @throws IllegalStateException that names the artifact to add, if it is not
   */
  public static void require(String className, String artifact, String what) {
    try {
      Class.forName(className, false, OptionalDependency.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          what + " needs " + artifact + " on the class path; add that dependency", e);
    }
  }
}
