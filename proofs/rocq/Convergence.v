(** * Convergence of the G-Counter

    A schedule is an endless sequence of events. It is fair to some replicas if each of them
    comes to know every update. On a fair schedule every replica comes to hold what any
    replica has ever held; if updates stop, all replicas hold the same counts from some
    moment on, and read the number of all updates. Fairness is an assumption on the network;
    the last two theorems say what suffices for it, and that it can be met.

    Sources: Shapiro et al., "Conflict-free replicated data types", 2011; Timany et al.,
    "Trillium: higher-order concurrent and distributed separation logic", 2021. *)

From Coq Require Import Arith ZArith Lia List Relations.
From Antichain Require Import Clock Number History Counting GCounter.
Import ListNotations.
Open Scope nat_scope.

Section Convergence.
Context {R : Type} {replicas : Replicas R}.

Definition schedule := nat -> happening R.

(** The history of the first [n] events. *)
Fixpoint first (f : schedule) (n : nat) : history R :=
  match n with 0 => [] | S k => f k :: first f k end.

Definition possible (f : schedule) := forall n m, received (f n) = Some m -> m < n.
Definition knows_at (f : schedule) (n : nat) (r : R) (a : nat) := knows (first f n) r a.
Definition counts_at (f : schedule) (n : nat) (r : R) : clock R := counts_of (first f n) r.

(** From event [n] on, there are no updates. *)
Definition quiet (f : schedule) (n : nat) := forall k, n <= k -> ~ is_update (f k).

(** Every update is known to every one of these replicas in the end. *)
Definition fair (f : schedule) (members : list R) :=
  forall a r, is_update (f a) -> In r members -> exists n, knows_at f n r a.

(** ** What a longer history keeps *)

Lemma first_length : forall f n, length (first f n) = n.
Proof. induction n; simpl; auto. Qed.

Lemma first_valid : forall f n, possible f -> valid (first f n).
Proof.
  intros f n P. induction n as [|n IH]; simpl; auto. split; auto.
  intros m M. rewrite first_length. eauto.
Qed.

Lemma first_event : forall f n a, a < n -> event (first f n) a = Some (f a).
Proof.
  induction n as [|n IH]; intros a L; [lia|]. simpl. rewrite first_length.
  destruct (Nat.eq_dec a n); [subst; auto|apply IH; lia].
Qed.

Lemma update_at : forall f n a, update (first f n) a <-> a < n /\ is_update (f a).
Proof.
  intros f n a. split.
  - intros (e & A & U). pose proof (event_bound _ _ _ A) as L. rewrite first_length in L.
    rewrite first_event in A by auto. injection A as <-. auto.
  - intros [L U]. exists (f a). split; [apply first_event; auto|auto].
Qed.

Lemma past_stays : forall f n k a b, possible f -> n <= k -> b < n ->
  past (first f n) b a -> past (first f k) b a.
Proof.
  intros f n k a b P L B H. induction L as [|k L IH]; auto. apply past_old; auto.
  - apply (first_valid f (S k) P).
  - rewrite first_length. lia.
Qed.

Lemma knowledge_stays : forall f n k r a, possible f -> n <= k -> knows_at f n r a -> knows_at f k r a.
Proof.
  intros f n k r a P L [(b & e & B & S & K) U]. pose proof (event_bound _ _ _ B) as Lb.
  rewrite first_length in Lb. rewrite first_event in B by auto. split.
  - exists b, e. split; [rewrite first_event by lia; auto|split; [auto|eapply past_stays; eauto]].
  - apply update_at in U. apply update_at. split; [lia|tauto].
Qed.

(** ** On a fair schedule *)

(** Finitely many updates are known to a replica at one moment, if each is at some moment. *)
Lemma all_known : forall f r l, possible f -> (forall a, In a l -> exists n, knows_at f n r a) ->
  exists n, forall k a, n <= k -> In a l -> knows_at f k r a.
Proof.
  intros f r l P. induction l as [|a l IH]; intro H.
  - exists 0. intros k a _ [].
  - destruct IH as [n N]; [intros b B; apply H; right; auto|].
    destruct (H a) as [m M]; [left; auto|]. exists (Nat.max n m). intros k b L [E|B].
    + subst. apply (knowledge_stays f m); auto. lia.
    + apply N; auto. lia.
Qed.

Lemma all_members : forall (Q : R -> nat -> Prop) members,
  (forall r, In r members -> exists n, forall k, n <= k -> Q r k) ->
  exists n, forall k r, n <= k -> In r members -> Q r k.
Proof.
  intros Q members. induction members as [|r l IH]; intro H.
  - exists 0. intros k r _ [].
  - destruct IH as [n N]; [intros s S; apply H; right; auto|].
    destruct (H r) as [m M]; [left; auto|]. exists (Nat.max n m). intros k s L [E|S].
    + subst. apply M. lia.
    + apply N; auto. lia.
Qed.

(** From some moment on, all members know the updates among the first [n] events. *)
Lemma members_learn : forall f members n, possible f -> fair f members ->
  exists m, forall k r, m <= k -> In r members ->
    forall a, a < n -> is_update (f a) -> knows_at f k r a.
Proof.
  intros f members n P F.
  apply (all_members (fun r k => forall a, a < n -> is_update (f a) -> knows_at f k r a)).
  intros r M. set (updates := filter (fun a => if is_update_dec (f a) then true else false) (seq 0 n)).
  assert (U : forall a, In a updates <-> a < n /\ is_update (f a)).
  { intro a. unfold updates. rewrite filter_In, in_seq.
    destruct (is_update_dec (f a)); split; intros [H K]; split; auto; try lia; discriminate || contradiction. }
  destruct (all_known f r updates P) as [m L].
  - intros a A. apply U in A. apply F; tauto.
  - exists m. intros k K a A V. apply L; auto. apply U; auto.
Qed.

(** What a replica has held at some moment, every member holds from some moment on. *)
Theorem eventual_visibility : forall f members, possible f -> fair f members ->
  forall n r, exists m, forall k s, m <= k -> In s members -> leq (counts_at f n r) (counts_at f k s).
Proof.
  intros f members P F n r. destruct (members_learn f members n P F) as [m M].
  exists m. intros k s K S. unfold counts_at. intro q. apply at_most_is_le.
  pose proof (slot_counts_updates (first f n) r q (first_valid f n P)) as (l & Nl & Il & <-).
  pose proof (slot_counts_updates (first f k) s q (first_valid f k P)) as (l' & Nl' & Il' & E).
  rewrite <- E. apply inj_le. apply NoDup_incl_length; auto.
  intros a A. apply Il in A. apply Il'. destruct A as [_ (e & A & H & U)].
  pose proof (event_bound _ _ _ A) as L. rewrite first_length in L.
  rewrite first_event in A by auto. injection A as <-.
  destruct (M k s K S a L U) as [Ks (e & B & _)]. split; auto.
  pose proof (event_bound _ _ _ B) as Lk. rewrite first_length in Lk.
  exists (f a). rewrite first_event by auto. auto.
Qed.

(** When updates stop, all members hold the same counts from some moment on, and each of
    them reads the number of all updates. *)
Theorem convergence : forall f members n, possible f -> fair f members -> quiet f n ->
  exists m, forall k, m <= k ->
    (forall r s, In r members -> In s members -> same (counts_at f k r) (counts_at f k s))
    /\ (forall r v, In r members -> value (counts_at f k r) v <-> number (fun a => is_update (f a)) v).
Proof.
  intros f members n P F Q. destruct (members_learn f members n P F) as [m M].
  assert (Early : forall a, is_update (f a) -> a < n).
  { intros a U. destruct (le_lt_dec n a) as [L|L]; auto. exfalso. exact (Q a L U). }
  exists m. intros k K.
  assert (All : forall r a, In r members -> knows (first f k) r a <-> is_update (f a)).
  { intros r a I. split; [intros [_ U]; apply update_at in U; tauto|].
    intro U. apply (M k r K I a); auto. }
  split.
  - intros r s I J. apply same_updates_same_counts; [apply first_valid; auto|].
    intro a. rewrite !All by auto. reflexivity.
  - intros r v I. unfold counts_at. rewrite value_counts_updates by (apply first_valid; auto).
    split; apply number_same; intro a; rewrite All by auto; reflexivity.
Qed.

(** ** What suffices for fairness *)

(** Again and again [s] receives a state of [r] that is as recent as any that [r] has left.
    Everything else may be lost, repeated or late. *)
Definition link (f : schedule) (r s : R) := forall n, exists k m, n <= k /\
  home (f k) = s /\ received (f k) = Some m /\ home (f m) = r /\
  forall b, b < n -> home (f b) = r -> b <= m.

Lemma known_over_link : forall f r s, possible f -> link f r s ->
  forall n a, knows_at f n r a -> exists k, knows_at f k s a.
Proof.
  intros f r s P L n a [(b & e & B & Hb & K) U].
  pose proof (event_bound _ _ _ B) as Lb. rewrite first_length in Lb.
  rewrite first_event in B by auto. injection B as <-.
  destruct (L n) as (k & m & Lk & Hk & Mk & Hm & Recent).
  assert (m < k) by eauto. exists (S k). split.
  - exists k, (f k). rewrite first_event by lia. split; [auto|split; [auto|]].
    apply past_closed with m.
    + right. apply message with (f k); [apply first_event; lia|auto].
    + apply past_closed with b.
      * destruct (Nat.eq_dec b m) as [E|E]; [left; auto|]. right.
        pose proof (Recent b Lb Hb).
        apply replica_order with (f b) (f m); try (apply first_event; lia); [congruence|lia].
      * apply past_stays with n; auto.
  - apply update_at in U. apply update_at. split; [lia|tauto].
Qed.

(** A path of links from each replica that makes an update to each member makes a schedule fair. *)
Theorem links_make_fair : forall f members, possible f ->
  (forall a s, is_update (f a) -> In s members -> clos_refl_trans R (link f) (home (f a)) s) ->
  fair f members.
Proof.
  intros f members P L a s U I. specialize (L a s U I). clear I.
  assert (Start : knows_at f (S a) (home (f a)) a).
  { split; [|apply update_at; auto]. apply known_own. apply first_event. lia. }
  revert Start. generalize (S a) as n.
  induction L as [r s L|r|r s t L1 I1 L2 I2]; intros n K.
  - eapply known_over_link; eauto.
  - eauto.
  - destruct (I1 n K) as [k K']. eapply I2; eauto.
Qed.

(** ** Fairness can be met *)

(** After any history, replicas that receive each of its states once, in turn, make a fair
    schedule without further updates. *)
Theorem fair_schedules_exist : forall h (members : list R), valid h -> h <> [] -> members <> [] ->
  exists f, first f (length h) = h /\ possible f /\ quiet f (length h) /\ fair f members.
Proof.
  intros h members V Hh Hm. destruct members as [|r0 rest]; [congruence|].
  set (members := r0 :: rest). set (size := length members). set (old := length h).
  assert (Size : 0 < size) by (unfold size; simpl; lia).
  assert (Old : 0 < old) by (unfold old; destruct h; simpl; [congruence|lia]).
  set (f := fun n => match event h n with
    | Some e => e
    | None => Event (nth ((n - old) mod size) members r0) (Some (((n - old) / size) mod old))
    end).
  assert (Past : forall n, n < old -> event h n = Some (f n)).
  { intros n L. destruct (event_exists h n L) as [e E]. unfold f. rewrite E. reflexivity. }
  assert (New : forall n, old <= n ->
    f n = Event (nth ((n - old) mod size) members r0) (Some (((n - old) / size) mod old))).
  { intros n L. unfold f. destruct (event h n) eqn:E; auto.
    apply event_bound in E. fold old in E. lia. }
  assert (Poss : possible f).
  { intros n m M. destruct (le_lt_dec old n) as [L|L].
    - rewrite New in M by auto. cbn [received] in M.
      assert (m = ((n - old) / size) mod old) as E by congruence.
      assert (((n - old) / size) mod old < old) by (apply Nat.mod_upper_bound; lia). lia.
    - eapply received_bound; eauto. }
  exists f. split; [|split; [auto|split]].
  - assert (Prefix : forall t, (forall n, n < length t -> event t n = Some (f n)) -> first f (length t) = t).
    { induction t as [|e t IH]; intro H; auto. simpl. f_equal.
      - assert (X : event (e :: t) (length t) = Some (f (length t))) by (apply H; simpl; lia).
        rewrite event_new in X. congruence.
      - apply IH. intros n L. rewrite <- (event_old e) by auto. apply H. simpl; lia. }
    apply Prefix. auto.
  - intros k L U. rewrite New in U by auto. discriminate.
  - intros a r U I. assert (La : a < old).
    { destruct (le_lt_dec old a) as [L|L]; auto. rewrite New in U by auto. discriminate. }
    destruct (In_nth members r r0 I) as (p & Lp & Np). fold size in Lp.
    set (n := old + (a * size + p)). exists (S n).
    assert (Fn : f n = Event r (Some a)).
    { rewrite New by (unfold n; lia). replace (n - old) with (p + a * size) by (unfold n; lia).
      rewrite Nat.mod_add, Nat.div_add by lia.
      rewrite (Nat.mod_small p), (Nat.div_small p) by lia.
      rewrite Nat.add_0_l, (Nat.mod_small a), Np by auto. reflexivity. }
    split; [|apply update_at; split; [unfold n; lia|auto]].
    exists n, (f n). rewrite first_event by lia. split; [auto|split; [rewrite Fn; auto|]].
    right. apply message with (f n); [apply first_event; lia|]. rewrite Fn. reflexivity.
Qed.

End Convergence.
