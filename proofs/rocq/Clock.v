(** * Clocks

    A clock is a function from replicas to numbers of events. Everything below is a slot
    function of the model, from [Slots.v], applied replica by replica. The type of the
    replicas is arbitrary; all that is asked of it is that two replicas can be compared.

    The first section states what each slot function computes. No other file looks into
    [Slots.v], so a wrong slot function fails here. *)

From Coq Require Import Bool ZArith Lia ZifyBool.
From Antichain Require Slots.
Open Scope Z_scope.

(** ** What the slot functions compute *)

(** Unfold the slot functions, look at every branch, and leave the rest to linear arithmetic. *)
Ltac fork b :=
  lazymatch b with context [if _ then _ else _] => fail | _ => destruct b eqn:? end.
Ltac slot :=
  cbv delta [Slots.merge Slots.meet Slots.at_most Slots.tick Slots.receive Slots.add Slots.delta
    Slots.deliverable] beta;
  intros;
  repeat match goal with
  | |- context [if ?b then _ else _] => fork b
  | _ : context [if ?b then _ else _] |- _ => fork b
  end;
  lia.

Lemma merge_is_max : forall x y, Slots.merge x y = Z.max x y.
Proof. slot. Qed.

Lemma meet_is_min : forall x y, Slots.meet x y = Z.min x y.
Proof. slot. Qed.

Lemma at_most_is_le : forall x y, Slots.at_most x y = true <-> x <= y.
Proof. slot. Qed.

Lemma tick_adds_own : forall x own, Slots.tick x own = x + own.
Proof. slot. Qed.

Lemma receive_merges_and_ticks : forall x y own,
  Slots.receive x y own = Slots.tick (Slots.merge x y) own.
Proof. slot. Qed.

Lemma add_adds : forall x n, Slots.add x n = x + n.
Proof. slot. Qed.

(** A delta tells a holder of [y] what [x] tells ... *)
Lemma delta_suffices : forall x y, 0 <= y ->
  Slots.merge (Slots.delta x y) y = Slots.merge x y.
Proof. slot. Qed.

(** ... and no less would do. *)
Lemma delta_is_least : forall x y z, 0 <= y -> 0 <= z ->
  Slots.merge z y = Slots.merge x y -> Slots.delta x y <= z.
Proof. slot. Qed.

Lemma deliverable_is_the_gate : forall x y own,
  Slots.deliverable x y own = true <-> (own = 1 /\ x = y + 1) \/ (own <> 1 /\ x <= y).
Proof. slot. Qed.

(** From here on, these lemmas are all that is known of the slot functions. *)
Global Opaque Slots.merge Slots.meet Slots.at_most Slots.tick Slots.receive Slots.add Slots.delta
  Slots.deliverable.

(** ** Clocks, replica by replica *)

(** Two replicas are the same or not, and which of the two can be found out. *)
Class Replicas (R : Type) := same_replica : forall r s : R, {r = s} + {r <> s}.

Section Clocks.
Context {R : Type} {replicas : Replicas R}.

Definition clock := R -> Z.
Definition zero : clock := fun _ => 0.
Definition own (r : R) : clock := fun q => if same_replica q r then 1 else 0.
Definition join (x y : clock) : clock := fun q => Slots.merge (x q) (y q).
Definition meet (x y : clock) : clock := fun q => Slots.meet (x q) (y q).
Definition tick (x : clock) (r : R) : clock := fun q => Slots.tick (x q) (own r q).
Definition receive (x y : clock) (r : R) : clock := fun q => Slots.receive (x q) (y q) (own r q).
Definition leq (x y : clock) := forall q, Slots.at_most (x q) (y q) = true.
Definition deliverable (x y : clock) (r : R) :=
  forall q, Slots.deliverable (x q) (y q) (own r q) = true.
Definition same (x y : clock) := forall q, x q = y q.
Definition less (x y : clock) := leq x y /\ ~ same x y.
Definition concurrent (x y : clock) := ~ leq x y /\ ~ leq y x.

Lemma own_at : forall r, own r r = 1.
Proof. intros. unfold own. destruct (same_replica r r); congruence. Qed.

Lemma own_elsewhere : forall r q, q <> r -> own r q = 0.
Proof. intros. unfold own. destruct (same_replica q r); congruence. Qed.

(** ** The order and the two bounds *)

Theorem leq_is_an_order : (forall x, leq x x) /\ (forall x y, leq x y -> leq y x -> same x y)
  /\ (forall x y z, leq x y -> leq y z -> leq x z).
Proof.
  unfold leq, same. setoid_rewrite at_most_is_le. repeat split; intros.
  - lia.
  - specialize (H q); specialize (H0 q); lia.
  - specialize (H q); specialize (H0 q); lia.
Qed.

(** The join is an upper bound, and the least. *)
Theorem join_is_the_least_upper_bound : forall x y z,
  leq (join x y) z <-> leq x z /\ leq y z.
Proof.
  unfold leq, join. setoid_rewrite at_most_is_le. setoid_rewrite merge_is_max.
  intros; split; [intro H; split; intro q; specialize (H q); lia|].
  intros [H K] q; specialize (H q); specialize (K q); lia.
Qed.

(** The meet is a lower bound, and the greatest. *)
Theorem meet_is_the_greatest_lower_bound : forall x y z,
  leq z (meet x y) <-> leq z x /\ leq z y.
Proof.
  unfold leq, meet. setoid_rewrite at_most_is_le. setoid_rewrite meet_is_min.
  intros; split; [intro H; split; intro q; specialize (H q); lia|].
  intros [H K] q; specialize (H q); specialize (K q); lia.
Qed.

(** The gate of causal delivery: the next message of its sender, and nothing it depends on missing. *)
Theorem deliverable_is_next_and_complete : forall x y r,
  deliverable x y r <-> x r = y r + 1 /\ forall q, q <> r -> x q <= y q.
Proof.
  unfold deliverable. setoid_rewrite deliverable_is_the_gate. intros x y r; split.
  - intro H; split.
    + specialize (H r). rewrite own_at in H. lia.
    + intros q N. specialize (H q). rewrite own_elsewhere in H by auto. lia.
  - intros [H K] q. unfold own. destruct (same_replica q r) as [E|E].
    + subst; auto.
    + specialize (K q E). lia.
Qed.

End Clocks.

Arguments clock : clear implicits.
