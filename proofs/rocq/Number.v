(** * How many

    [number P n] says that exactly [n] events have the property [P]: they can be listed
    without repetition, and the list is that long. *)

From Coq Require Import ZArith Lia List.
Import ListNotations.
Open Scope Z_scope.

Definition number (P : nat -> Prop) (n : Z) :=
  exists l, NoDup l /\ (forall a, In a l <-> P a) /\ Z.of_nat (length l) = n.

Lemma number_unique : forall P n k, number P n -> number P k -> n = k.
Proof.
  intros P n k (l & Nl & Il & En) (m & Nm & Im & Ek).
  assert (length l <= length m)%nat by (apply NoDup_incl_length; auto; intros a H; apply Im, Il, H).
  assert (length m <= length l)%nat by (apply NoDup_incl_length; auto; intros a H'; apply Il, Im, H').
  lia.
Qed.

Lemma number_same : forall P Q n, (forall a, P a <-> Q a) -> number P n -> number Q n.
Proof.
  intros P Q n E (l & N & I & L). exists l. split; [auto|split; [|auto]].
  intro a. rewrite I. apply E.
Qed.

Lemma number_none : forall P : nat -> Prop, (forall a, ~ P a) -> number P 0.
Proof.
  intros P E. exists []. repeat split; try constructor; intro H; [destruct H|exact (E _ H)].
Qed.

Lemma number_not_negative : forall P n, number P n -> 0 <= n.
Proof. intros P n (l & _ & _ & L). lia. Qed.

(** If there are none, then none has the property. *)
Lemma number_zero : forall P, number P 0 -> forall a, ~ P a.
Proof. intros P ([|b l] & _ & I & L) a H; [apply I in H; destruct H|discriminate]. Qed.

(** One more event, which did not have the property, makes one more. *)
Lemma number_one_more : forall P Q n b, ~ P b -> (forall a, Q a <-> a = b \/ P a) ->
  number P n -> number Q (n + 1).
Proof.
  intros P Q n b F E (l & N & I & L). exists (b :: l). repeat split.
  - constructor; auto. rewrite I. exact F.
  - intro H. apply E. destruct H; [left; auto|right; apply I; auto].
  - intro H. apply E in H. destruct H; [left; auto|right; apply I; auto].
  - simpl length. lia.
Qed.

(** Two properties that exclude each other: the numbers add up. *)
Lemma number_sum : forall (P Q : nat -> Prop) n k, (forall a, P a -> Q a -> False) ->
  number P n -> number Q k -> number (fun a => P a \/ Q a) (n + k).
Proof.
  intros P Q n k X (l & Nl & Il & En) (m & Nm & Im & Ek). exists (l ++ m). repeat split.
  - clear En. revert Nl. assert (Z : forall a, In a l -> ~ In a m)
      by (intros a A B; apply Il in A; apply Im in B; eauto).
    clear Il. induction l as [|b l IH]; simpl; auto. intro Nl. inversion Nl; subst.
    constructor; [|apply IH; auto; intros a A; apply Z; right; auto].
    rewrite in_app_iff. intros [A|A]; [auto|apply (Z b); [left|]; auto].
  - rewrite in_app_iff. intros [H|H]; [left; apply Il|right; apply Im]; auto.
  - rewrite in_app_iff. intros [H|H]; [left; apply Il|right; apply Im]; auto.
  - rewrite app_length. lia.
Qed.

(** ** Initial parts of a row

    [Q] is a row of events in the order of their numbers, as the events of one replica are.
    A part is initial if it holds, with an event, all earlier events of the row. Of two
    initial parts the one with more events includes the other. *)

Definition initial (Q P : nat -> Prop) :=
  (forall a, P a -> Q a) /\ forall a b, Q a -> P b -> (a < b)%nat -> P a.

Lemma initial_parts : forall Q A B n k, initial Q A -> initial Q B ->
  number A n -> number B k -> n <= k <-> (forall a, A a -> B a).
Proof.
  intros Q A B n k [AQ Adown] [BQ Bdown] (l & Nl & Il & En) (m & Nm & Im & Ek). split.
  - intros L a Ha. destruct (in_dec Nat.eq_dec a m) as [|F]; [apply Im; auto|].
    assert (incl m l) as S.
    { intros b Hb. apply Im in Hb. apply Il. destruct (Nat.lt_trichotomy a b) as [|[|]].
      - exfalso. apply F, Im. apply (Bdown a b); auto.
      - subst; auto.
      - apply (Adown b a); auto. }
    assert (incl l m) as T by (apply NoDup_length_incl; [auto|lia|auto]).
    exfalso. apply F, T, Il, Ha.
  - intro S. assert (length l <= length m)%nat; [|lia].
    apply NoDup_incl_length; auto. intros a Ha. apply Im, S, Il, Ha.
Qed.

Lemma number_union : forall Q A B n k, initial Q A -> initial Q B ->
  number A n -> number B k -> number (fun a => A a \/ B a) (Z.max n k).
Proof.
  intros Q A B n k IA IB NA NB. destruct (Z.le_ge_cases n k).
  - assert (forall a, A a -> B a) as S by (apply (initial_parts Q A B n k); auto).
    rewrite Z.max_r by auto. apply (number_same B); auto. intro a; split; auto. intros [|]; auto.
  - assert (forall a, B a -> A a) as S by (apply (initial_parts Q B A k n); auto).
    rewrite Z.max_l by auto. apply (number_same A); auto. intro a; split; auto. intros [|]; auto.
Qed.
