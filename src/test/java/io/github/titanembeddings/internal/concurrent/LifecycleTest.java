package io.github.titanembeddings.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesAllOnceAndInOrder() {
    Lifecycle lifecycle = Lifecycle.closing(List.of(() -> closed.add("a"), () -> closed.add("b")));
    lifecycle.requireOpen();
    lifecycle.close();
    lifecycle.close();

    assertThat(closed).containsExactly("a", "b");
    assertThatIllegalStateException().isThrownBy(lifecycle::requireOpen);
  }

  @Test
  void closesAllEvenIfSomeFail() {
    RuntimeException first = new IllegalStateException("first");
    RuntimeException second = new IllegalStateException("second");
    Lifecycle lifecycle =
        Lifecycle.closing(List.of(() -> fail(first), () -> closed.add("b"), () -> fail(second)));

    RuntimeException failure = assertThrows(RuntimeException.class, lifecycle::close);
    assertThat(failure).isSameAs(first);
    assertThat(failure.getSuppressed()).containsExactly(second);
    assertThat(closed).containsExactly("b");
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  @Test
  void closingTheOwnerClosesBorrowersButNotViceVersa() {
    Lifecycle lender = Lifecycle.closing(List.of(() -> closed.add("a")));
    Lifecycle borrower = lender.borrowing();
    borrower.close();
    assertThatIllegalStateException().isThrownBy(borrower::requireOpen);
    lender.requireOpen();
    Lifecycle other = lender.borrowing();
    lender.close();
    assertThatIllegalStateException().isThrownBy(other::requireOpen);
  }
}
